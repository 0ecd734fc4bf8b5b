/**
 * @file Gives Web Awesome the device's colour scheme, as the class that it asks for. The kiosk's tokens need none.
 */

export function followColourScheme(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const apply = () => {
    document.documentElement.classList.toggle('wa-dark', dark.matches);
    document.documentElement.classList.toggle('wa-light', !dark.matches);
  };
  dark.addEventListener('change', apply);
  apply();
}
