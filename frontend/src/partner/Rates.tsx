import { useTranslation } from 'react-i18next';
import { duration, useFormat } from '../shared/format';
import { FigureTile } from '../shared/ui/FigureTile';
import type { Results } from './queries';
import classes from './Rates.module.css';
import { ratesOf } from './rates';

type Name = 'reach' | 'argument' | 'transform' | 'pace' | 'talk' | 'nps' | 'csat';

interface RateProps {
  name: Name;
  value: string;
  detail: string;
}

/** The campaign's rates; each tells its formula when pointed at or focused. */
export function Rates({ results }: { results: Results }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const { figures } = results;
  const rates = ratesOf(figures);
  const share = (value: number | null) => (value === null ? '–' : format.percent(value));
  const of = (part: number, whole: number) =>
    t('rate.of', { part: format.number(part), whole: format.number(whole) });
  const tiles: RateProps[] = [
    { name: 'reach', value: share(rates.reach), detail: of(figures.reached, figures.called) },
    { name: 'argument', value: share(rates.argument), detail: of(figures.argued, figures.reached) },
    {
      name: 'transform',
      value: share(rates.transform),
      detail: of(figures.positive, figures.argued),
    },
    {
      name: 'pace',
      value: rates.pace === null ? '–' : format.number(Math.round(rates.pace * 10) / 10),
      detail: t('rate.hours', { count: figures.hours }),
    },
    {
      name: 'talk',
      value: rates.talk === null ? '–' : duration(rates.talk),
      detail: t('rate.talks', { count: figures.talks, formatted: format.number(figures.talks) }),
    },
  ];
  if (rates.nps !== null) {
    tiles.push({
      name: 'nps',
      value: format.number(Math.round(rates.nps * 100)),
      detail: t('rate.answers', { count: rates.scored }),
    });
  }
  if (rates.csat !== null) {
    tiles.push({
      name: 'csat',
      value: share(rates.csat),
      detail: t('rate.answers', { count: rates.marked }),
    });
  }
  return (
    <dl className={classes.tiles} aria-label={t('rate.title')}>
      {tiles.map((tile) => (
        <Rate key={tile.name} {...tile} />
      ))}
    </dl>
  );
}

function Rate({ name, value, detail }: RateProps) {
  const { t } = useTranslation('partner');
  const formula = t(`rate.formula.${name}`);
  return (
    <FigureTile
      name={t(`rate.name.${name}`)}
      value={value}
      detail={detail}
      formula={formula}
      how={t('rate.how', { name: t(`rate.name.${name}`), formula })}
    />
  );
}
