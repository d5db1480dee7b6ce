import { Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { useMe } from '../api/session';
import { MarksForm } from '../quality/MarksForm';
import { MarksTable } from '../quality/MarksTable';
import { type Marks, outOfTwenty } from '../quality/marks';
import { useFormat } from '../shared/format';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import classes from './Calibration.module.css';
import { type Calibration, calibrationQuery, calibrationsQuery } from './queries';

/** One practice call scored apart by two trainers, then looked at together. */
export function CalibratePage() {
  const { id } = useParams({ from: '/shell/trainer/calibration/$id' });
  const { data, error, refetch } = useQuery(calibrationQuery(id));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content call={data} />;
}

function Content({ call }: { call: Calibration }) {
  const { t, i18n } = useTranslation('calibration');
  const format = useFormat();
  const client = useQueryClient();
  const toast = useErrorToast();
  const zone = useMe().site?.time_zone ?? 'UTC';
  const path = { practice_id: call.practice_id };
  const answers = {
    onSuccess: (changed: Calibration) => {
      client.setQueryData(calibrationQuery(call.practice_id).queryKey, changed);
      void client.invalidateQueries({ queryKey: calibrationsQuery.queryKey, exact: true });
      toastDone(t('kept'));
    },
    onError: toast,
  };
  const score = useMutation({
    mutationFn: (marks: Marks) =>
      read(api.POST('/api/calibration/{practice_id}/marks', { params: { path }, body: { marks } })),
    ...answers,
  });
  const agree = useMutation({
    mutationFn: (marks: Marks) =>
      read(
        api.POST('/api/calibration/{practice_id}/agreed', { params: { path }, body: { marks } }),
      ),
    ...answers,
  });
  const first = call.scorings.find(({ place }) => place === 'first')?.marks ?? {};
  const same = Object.fromEntries(
    Object.entries(first).filter(([id]) => !call.differing.includes(id)),
  );
  return (
    <Page
      title={call.title}
      text={`${call.alias} · ${format.dateTime(call.at, zone)}`}
      back={{ to: '/trainer/calibration', label: t('title') }}
    >
      <div className={classes.columns}>
        <Panel title={t('said')}>
          <ol className={classes.lines} lang="fr">
            {call.lines.map((line) => (
              <li key={`${line.seconds} ${line.customer}`}>
                <Text>{line.customer}</Text>
                {line.mine && (
                  <Text className={classes.mine} fs={line.act ? 'italic' : undefined}>
                    {line.mine}
                  </Text>
                )}
              </li>
            ))}
          </ol>
        </Panel>
        <div className={classes.marks}>
          {call.may_score && (
            <Panel title={t('your_marks')}>
              <Text mb="sm">{t('score_apart')}</Text>
              <MarksForm
                criteria={call.criteria}
                sending={score.isPending}
                label={t('send')}
                onSend={(marks) => score.mutate(marks)}
              />
            </Panel>
          )}
          {call.scorings.length > 0 && (
            <Panel title={t('compared')}>
              <MarksTable
                criteria={call.criteria}
                differing={call.differing}
                columns={call.scorings.map(({ place, scorer, marks, score: points }) => ({
                  name: `${place === 'agreed' ? t('state.agreed') : scorer}\n${outOfTwenty(points, i18n.language)}/20`,
                  marks,
                }))}
              />
              <Text mt="sm">
                {call.scorings.length === 1
                  ? t('state.waiting')
                  : t('differing', { count: call.differing.length })}
              </Text>
            </Panel>
          )}
          {call.may_agree && (
            <Panel title={t('agree')}>
              <Text mb="sm">{t('agree_text')}</Text>
              <MarksForm
                key={call.scorings.length}
                criteria={call.criteria}
                first={same}
                sending={agree.isPending}
                label={t('agree')}
                onSend={(marks) => agree.mutate(marks)}
              />
            </Panel>
          )}
        </div>
      </div>
    </Page>
  );
}
