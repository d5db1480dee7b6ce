/** Puts a file of the server into the browser's downloads; without a name it keeps the one the server gives. */
export function save(address: string, name = ''): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replaceAll(/[\\/:*?"<>|]/g, '-');
  link.click();
}

/** The address of a file of the partner's own data: it leaves encrypted once there is a key to encrypt it to. */
export function leaving(address: string, recipient: string | null | undefined): string {
  if (!recipient) return address;
  return `${address}${address.includes('?') ? '&' : '?'}encrypted=true`;
}
