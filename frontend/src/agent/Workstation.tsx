export function Workstation() {
  return null;
}
