/**
 * Seven in the morning in Guadeloupe on a working day of the coming winter, when it is noon in Paris: the second
 * Tuesday of January, no holiday anywhere. In summer Paris would have its break from 13:00 to 14:00.
 */
export function nextMorning(now = new Date()): Date {
  const morning = new Date(Date.UTC(now.getUTCFullYear() + 1, 0, 8, 11));
  while (morning.getUTCDay() !== 2) morning.setUTCDate(morning.getUTCDate() + 1);
  return morning;
}
