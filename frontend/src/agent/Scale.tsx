import { useTranslation } from 'react-i18next';
import { Choices } from './Choices';
import type { Field } from './draft';

interface ScaleProps {
  field: Field;
  legend: string;
  hint: string;
  from: number;
  to: number;
  /** Without it, "not asked" is an answer too. */
  must: boolean;
  value: number | null;
  onChange: (value: number | null) => void;
  error: string | undefined;
}

const NOT_ASKED = -1;

/** A figure the customer gave: one key each up to 9. */
export function Scale({ from, to, must, value, onChange, ...rest }: ScaleProps) {
  const { t } = useTranslation('agent');
  const figures = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  const options = figures.map((figure) => ({
    value: figure,
    label: String(figure),
    ...(figure < 10 && { hotkey: String(figure) }),
  }));
  return (
    <Choices
      {...rest}
      shape="scale"
      value={value ?? (must ? null : NOT_ASKED)}
      options={must ? options : [{ value: NOT_ASKED, label: t('scale.not_asked') }, ...options]}
      onChange={(chosen) => onChange(chosen === NOT_ASKED ? null : chosen)}
    />
  );
}
