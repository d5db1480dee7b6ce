import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { Key } from '../shared/ui/Key';
import classes from './Choices.module.css';
import { choiceKey } from './keys';

export interface Choice<V extends string | number> {
  value: V;
  label: ReactNode;
  /** Pressed while the focus is in the group, it chooses this one. */
  hotkey?: string;
  detail?: ReactNode;
}

interface ChoicesProps<V extends string | number> {
  legend: string;
  hint?: ReactNode;
  field: string;
  value: V | null;
  options: Choice<V>[];
  onChange: (value: V) => void;
  error?: string | undefined;
  shape?: 'tiles' | 'scale';
}

/** One of a few, as big tiles: a native radio group, so arrows, Tab and Enter work as everywhere. */
export function Choices<V extends string | number>(props: ChoicesProps<V>) {
  const { legend, hint, field, value, options, onChange, error, shape = 'tiles' } = props;
  const name = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    const pressed = choiceKey(event);
    const option = options.find(({ hotkey }) => hotkey === pressed);
    if (option && !event.ctrlKey && !event.altKey && !event.metaKey) onChange(option.value);
  };
  return (
    <fieldset
      className={classes.group}
      data-field={field}
      aria-describedby={`${name}-hint`}
      onKeyDown={onKeyDown}
    >
      <legend className={classes.legend}>{legend}</legend>
      <div id={`${name}-hint`} className={classes.hint}>
        {hint}
        {error && <span className={classes.error}>{error}</span>}
      </div>
      <div className={classes[shape]}>
        {options.map((option) => (
          <label key={option.value} className={classes.option}>
            <input
              type="radio"
              className={classes.input}
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            {option.hotkey && shape === 'tiles' && <Key name={option.hotkey} />}
            <span>
              {option.label}
              {option.detail && <span className={classes.detail}>{option.detail}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
