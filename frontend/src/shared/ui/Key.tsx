import classes from './Key.module.css';

/** The key that does the same as the control it stands in. */
export function Key({ name, on = 'light' }: { name: string; on?: 'light' | 'dark' }) {
  return (
    <span className={classes.key} data-on={on} aria-hidden="true">
      {name}
    </span>
  );
}
