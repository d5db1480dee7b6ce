/** Puts a file of the server into the browser's downloads; without a name it keeps the one the server gives. */
export function save(address: string, name = ''): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replaceAll(/[\\/:*?"<>|]/g, '-');
  link.click();
}
