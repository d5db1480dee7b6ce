import { useFormat } from '../format';
import classes from './Shares.module.css';

export interface Share {
  key: string;
  label: string;
  value: number;
  colour: string;
}

interface SharesProps {
  shares: Share[];
  /** Without it only the bar is shown; the label then says what it holds. */
  legend?: boolean;
  label: string;
  /** How a value is written; a plain number without it. */
  show?: (value: number) => string;
}

/** A whole in its parts: one bar, and the numbers in words. */
export function Shares({ shares, legend = true, label, show }: SharesProps) {
  const format = useFormat();
  const written = show ?? format.number;
  const filled = shares.filter(({ value }) => value > 0);
  const words = filled.map((share) => `${share.label} ${written(share.value)}`);
  return (
    <div>
      <div className={classes.bar} role="img" aria-label={`${label} : ${words.join(', ') || '0'}`}>
        {filled.map(({ key, value, colour }) => (
          <div
            key={key}
            className={classes.part}
            style={{ flexGrow: value, flexBasis: 0, background: colour }}
          />
        ))}
      </div>
      {legend && (
        <ul className={classes.legend}>
          {filled.map((share) => (
            <li key={share.key}>
              <span className={classes.dot} style={{ background: share.colour }} />
              {share.label} <span className={classes.value}>{written(share.value)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The states of a campaign's contacts, from what is done to what cannot be. */
export const contactStates = [
  ['done', '#0b6b46'],
  ['callback', '#2b3fae'],
  ['leased', '#5067dc'],
  ['waiting', '#8d9dea'],
  ['ready', '#c3cad6'],
  ['review', '#b06a00'],
  ['blocked', '#5b6675'],
] as const;
