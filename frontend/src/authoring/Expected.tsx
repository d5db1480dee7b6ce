import { MultiSelect, Select, SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './Editor.module.css';
import type { Content, Line, Own } from './queries';

interface ExpectedProps {
  own: Own;
  content: Content;
  line: Line;
  onChange: (changed: Partial<Line>) => void;
}

/** What should be recorded when the call ends here: outcomes, half of the day, details. */
export function Expected({ own, content, line, onChange }: ExpectedProps) {
  const { t } = useTranslation(['authoring', 'agent']);
  const outcomes = own.offered.find(({ purpose }) => purpose === content.purpose)?.outcomes ?? [];
  const setDetail = (name: string, wanted: string[]) => {
    const { [name]: _, ...rest } = line.expect;
    const values = wanted.map((each) => (/^\d+$/.test(each) ? Number(each) : each));
    onChange({ expect: values.length > 0 ? { ...rest, [name]: values } : rest });
  };
  const values = (name: string) => [line.expect[name] ?? []].flat().map(String);
  return (
    <fieldset className={classes.group}>
      <legend>{t('end.title')}</legend>
      <MultiSelect
        label={t('end.outcomes')}
        description={t('end.outcomes_text')}
        data={outcomes.map(({ code, label }) => ({ value: code, label }))}
        value={line.outcomes}
        onChange={(value) => onChange({ outcomes: value })}
      />
      <Select
        label={t('end.half')}
        placeholder={t('end.any_half')}
        data={(['morning', 'afternoon'] as const).map((half) => ({
          value: half,
          label: t(`end.${half}`),
        }))}
        value={line.half ?? null}
        clearable
        onChange={(half) => onChange({ half: half as 'morning' | null })}
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        {own.details.map((detail) => (
          <MultiSelect
            key={detail.name}
            label={t(`end.detail.${detail.name}`)}
            data={detail.values.map(({ code, label }) => ({
              value: code,
              label:
                detail.name === 'case_kind'
                  ? t(`agent:case_kind.${code as 'defect'}`)
                  : detail.name === 'resolution'
                    ? t(`agent:resolution.${code as 'solved'}`)
                    : label,
            }))}
            value={values(detail.name)}
            onChange={(wanted) => setDetail(detail.name, wanted)}
          />
        ))}
      </SimpleGrid>
    </fieldset>
  );
}
