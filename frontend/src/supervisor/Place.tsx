import { IconChevronDown, IconChevronUp, IconGripVertical } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Order.module.css';

interface PlaceProps {
  place: number;
  /** Where the row stands now: when this changes, the row has moved in the page. */
  row: number;
  /** Others share the place and take turns with it. */
  tied: boolean;
  name: string;
  movable: boolean;
  onUp: (() => void) | undefined;
  onDown: (() => void) | undefined;
  onDragStart: () => void;
  onDragEnd: () => void;
}

/** A row's place in the order, with what moves it: a grip to drag, two arrows for mouse and keyboard. */
export function Place({ place, row, tied, name, movable, ...moves }: PlaceProps) {
  const { t } = useTranslation('control');
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const pressed = useRef<'up' | 'down' | null>(null);
  // A row that moves in the page loses the focus; the arrow that moved it (or the other, at the end) gets it back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the new place that asks for it
  useEffect(() => {
    if (!pressed.current) return;
    const [first, second] = pressed.current === 'up' ? [up, down] : [down, up];
    (first.current?.disabled ? second : first).current?.focus();
    pressed.current = null;
  }, [place, row, tied]);
  const number = (
    <span className={classes.number} data-tied={tied || undefined}>
      {place}
      {tied && <small>{t('order.turns')}</small>}
    </span>
  );
  if (!movable) return number;
  const press = (which: 'up' | 'down', move: (() => void) | undefined) => () => {
    pressed.current = which;
    move?.();
  };
  return (
    <div className={classes.place}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows beside it do the same */}
      <span
        className={classes.grip}
        draggable
        title={t('order.drag')}
        onDragStart={(event) => {
          event.dataTransfer.effectAllowed = 'move';
          const row = event.currentTarget.closest('tr');
          if (row) event.dataTransfer.setDragImage(row, 12, 12);
          moves.onDragStart();
        }}
        onDragEnd={moves.onDragEnd}
      >
        <IconGripVertical size={18} aria-hidden="true" />
      </span>
      {number}
      <span className={classes.arrows}>
        <button
          ref={up}
          type="button"
          disabled={!moves.onUp}
          onClick={press('up', moves.onUp)}
          aria-label={t('order.up', { name })}
        >
          <IconChevronUp size={16} aria-hidden="true" />
        </button>
        <button
          ref={down}
          type="button"
          disabled={!moves.onDown}
          onClick={press('down', moves.onDown)}
          aria-label={t('order.down', { name })}
        >
          <IconChevronDown size={16} aria-hidden="true" />
        </button>
      </span>
    </div>
  );
}
