import { useTranslation } from 'react-i18next';
import { useFormat } from '../shared/format';
import { KpiTiles } from '../shared/kpis/KpiTiles';
import { FigureTile } from '../shared/ui/FigureTile';
import type { Room } from './room';

const shown = ['reach', 'argument', 'transform', 'pace', 'handle'] as const;

/** The day in six numbers; each tells its formula when pointed at or focused. */
export function KeyFigures({ room }: { room: Room }) {
  const { t } = useTranslation('supervisor');
  const format = useFormat();
  const { by_hour: _, by_group: __, ...counts } = room.today;
  const name = t('figure.name.calls');
  const formula = t('figure.formula.calls');
  return (
    <KpiTiles
      title={t('figure.title')}
      counts={counts}
      codes={shown}
      first={
        <FigureTile
          name={name}
          value={format.number(counts.attempts)}
          detail={t('figure.today')}
          formula={formula}
          how={t('figure.how', { name, formula })}
        />
      }
    />
  );
}
