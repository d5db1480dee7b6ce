import { useTranslation } from 'react-i18next';
import { duration, useFormat } from '../shared/format';
import { FigureTile } from '../shared/ui/FigureTile';
import { useNow } from '../shared/use-now';
import { keyFigures } from './figures';
import classes from './KeyFigures.module.css';
import type { Room } from './room';

/** The day in six numbers; each tells its formula when pointed at or focused. */
export function KeyFigures({ room }: { room: Room }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const figures = keyFigures(room.today, room.site_zone, useNow());
  const { calls, reached, argued, positive, talk_seconds } = room.today;
  const share = (value: number | null) => (value === null ? '–' : format.percent(value));
  const of = (part: number, whole: number) =>
    t('figure.of', { part: format.number(part), whole: format.number(whole) });
  const pace = figures.pace === null ? '–' : format.number(Math.round(figures.pace * 10) / 10);

  return (
    <dl className={classes.tiles} aria-label={t('figure.title')}>
      <Tile name="calls" value={format.number(calls)} detail={t('figure.today')} />
      <Tile name="reached" value={share(figures.reached)} detail={of(reached, calls)} />
      <Tile name="argued" value={share(figures.argued)} detail={of(argued, reached)} />
      <Tile name="converted" value={share(figures.converted)} detail={of(positive, argued)} />
      <Tile
        name="pace"
        value={pace}
        detail={t('figure.positive', { count: positive, formatted: format.number(positive) })}
      />
      <Tile
        name="talk"
        value={figures.talk === null ? '–' : duration(figures.talk)}
        detail={t('figure.total', { time: duration(talk_seconds) })}
      />
    </dl>
  );
}

interface TileProps {
  name: 'calls' | 'reached' | 'argued' | 'converted' | 'pace' | 'talk';
  value: string;
  detail: string;
}

function Tile({ name, value, detail }: TileProps) {
  const { t } = useTranslation('supervisor');
  const formula = t(`figure.formula.${name}`);
  return (
    <FigureTile
      name={t(`figure.name.${name}`)}
      value={value}
      detail={detail}
      formula={formula}
      how={t('figure.how', { name: t(`figure.name.${name}`), formula })}
    />
  );
}
