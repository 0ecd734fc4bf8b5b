"""A relay that opens only for the kiosk that has its key: MicroPython on a Raspberry Pi Pico, saved there as main.py.

The kiosk speaks to UART 0 through a USB serial adapter, never to the Pico's own USB port: that one gives a prompt, and
takes other programs. The relay's input is at one pin. The Pico ends each pulse by its own clock.
"""
import hashlib
import os
import time
from machine import Pin, UART, WDT

KEY = b"put here what openssl rand -hex 32 prints"
DOOR = "door"
RELAY_PIN = 15
MAX_PULSE_MS = 15000
# An order that was held up for longer opens nothing.
CHALLENGE_MS = 5000
MAX_LINE = 256


def sha256(data):
    return hashlib.sha256(data).digest()


def hmac(key, message):
    """HMAC-SHA-256, in lower-case hex (RFC 2104)."""
    block = key if len(key) <= 64 else sha256(key)
    block = block + bytes(64 - len(block))
    inner = sha256(bytes(byte ^ 0x36 for byte in block) + message)
    outer = sha256(bytes(byte ^ 0x5C for byte in block) + inner)
    return "".join("%02x" % byte for byte in outer)


def same(first, second):
    """In a time that does not tell where they differ."""
    if len(first) != len(second):
        return False
    different = 0
    for a, b in zip(first, second):
        different |= ord(a) ^ ord(b)
    return different == 0


class Controller:
    def __init__(self, relay):
        self.relay = relay
        self.tag = ""
        self.challenge = None
        self.given_at = 0
        self.closed_at = None
        self.pulse_ms = 0

    def answer(self, line):
        """What is answered to a line of the kiosk; None for one that means nothing."""
        if line.startswith("challenge "):
            # The kiosk's own word, which stands in both answers.
            self.tag = line.split(" ")[1]
            self.challenge = "".join("%02x" % byte for byte in os.urandom(16))
            self.given_at = time.ticks_ms()
            return "challenge " + self.tag + " " + self.challenge
        parts = line.split(" ", 3)
        if len(parts) != 4 or parts[1] != "open":
            return None
        return ("opened " if self.follow(line, parts) else "refused ") + self.tag

    def follow(self, line, parts):
        """Whether the order was for this relay, signed, and in time; then the contact is closed."""
        # Each challenge is good for one order, right or wrong.
        challenge, self.challenge = self.challenge, None
        if challenge is None or time.ticks_diff(time.ticks_ms(), self.given_at) > CHALLENGE_MS:
            return False
        order = line[len(parts[0]) + 1 :]
        if not same(parts[0], hmac(KEY, (challenge + "." + order).encode())):
            return False
        # Signed, but for another door that has the same key.
        if parts[3] != DOOR or not parts[2].isdigit():
            return False
        self.pulse_ms = min(int(parts[2]), MAX_PULSE_MS)
        self.closed_at = time.ticks_ms()
        self.relay.value(1)
        return True

    def tick(self):
        """Ends the pulse, whatever becomes of the kiosk."""
        if self.closed_at is None:
            return
        if time.ticks_diff(time.ticks_ms(), self.closed_at) >= self.pulse_ms:
            self.closed_at = None
            self.relay.value(0)


def main():
    controller = Controller(Pin(RELAY_PIN, Pin.OUT, value=0))
    uart = UART(0, 115200)
    # A program that hangs is started anew, and then the relay lets go.
    watchdog = WDT(timeout=2000)
    text = b""
    while True:
        watchdog.feed()
        controller.tick()
        if uart.any():
            text = (text + (uart.read() or b""))[-MAX_LINE:]
        while b"\n" in text:
            line, text = text.split(b"\n", 1)
            try:
                answer = controller.answer(line.decode().strip())
            except UnicodeError:
                # Noise on the line, or a kiosk that takes this for another relay.
                answer = None
            if answer is not None:
                uart.write(answer.encode() + b"\n")
        time.sleep_ms(5)


main()
