"""What docs/samples/relay-controller.py needs of a Pico, on any computer: its UART is this process's input and output,
and each change of a pin is a line of its error output."""
import os
import sys
import time

time.ticks_ms = lambda: int(time.monotonic() * 1000)
time.ticks_diff = lambda after, before: after - before
time.sleep_ms = lambda ms: time.sleep(ms / 1000)


class Pin:
    OUT = 1

    def __init__(self, _number, _mode, value):
        self.value(value)

    def value(self, state):
        sys.stderr.write("%d\n" % state)
        sys.stderr.flush()


class UART:
    def __init__(self, _number, _baud_rate):
        os.set_blocking(0, False)
        self._waiting = b""

    def any(self):
        if not self._waiting:
            try:
                self._waiting = os.read(0, 4096)
            except BlockingIOError:
                return 0
            if not self._waiting:
                sys.exit()
        return len(self._waiting)

    def read(self):
        waiting, self._waiting = self._waiting, b""
        return waiting

    def write(self, data):
        os.write(1, data)


class WDT:
    def __init__(self, timeout):
        pass

    def feed(self):
        pass
