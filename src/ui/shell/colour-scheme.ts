/** @file Tells Web Awesome, which goes by a class, what the device prefers; the kiosk's own tokens follow by themselves. */

export function followColourScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.classList.toggle('wa-dark', dark.matches);
    document.documentElement.classList.toggle('wa-light', !dark.matches);
  };
  dark.addEventListener('change', apply);
  apply();
}
