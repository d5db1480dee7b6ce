/** The outcome groups in the order they are told, each with its colour in bars. */
export const groupColours = {
  appointment: '#0b6b46',
  loyalty: '#12805c',
  after_sales: '#2f9e77',
  contact: '#2b3fae',
  negative: '#b06a00',
  not_argued: '#8d9dea',
  opposition: '#b3261e',
  invalid: '#7a5aa8',
  not_reached: '#b4bdc9',
  safety: '#5c0f0a',
} as const;
