import { Alert, Badge, Group, Paper, RingProgress, Stack, Text, Title } from '@mantine/core';
import {
  IconAlertTriangle,
  IconBan,
  IconBulb,
  IconCheck,
  IconCircleHalf2,
  IconMessage,
  IconMinus,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Debrief as DebriefRead } from '../../api/types';
import { duration, useFormat } from '../format';
import { Panel } from '../ui/Page';
import classes from './Debrief.module.css';

type Beat = DebriefRead['beats'][number];
type Criterion = DebriefRead['criteria'][number];

const icons: Record<Beat['verdict'], TablerIcon> = {
  good: IconCheck,
  part: IconCircleHalf2,
  missed: IconX,
  forbidden: IconBan,
  neutral: IconMinus,
};

const colours: Record<Beat['verdict'], string> = {
  good: 'teal',
  part: 'orange',
  missed: 'orange',
  forbidden: 'red',
  neutral: 'gray',
};

/** A practice call looked at again: what it was worth, what to do next time, and the whole talk, judged. */
export function Debrief({ debrief }: { debrief: DebriefRead }) {
  return (
    <Stack gap="lg">
      <Result debrief={debrief} />
      <div className={classes.columns}>
        <Replay debrief={debrief} />
        <Rubric debrief={debrief} />
      </div>
    </Stack>
  );
}

function Result({ debrief }: { debrief: DebriefRead }) {
  const { t } = useTranslation('debrief');
  const format = useFormat();
  const { score, passed, forbidden } = debrief;
  const colour = passed ? 'teal' : 'orange';
  const words = forbidden.length > 0 ? 'forbidden' : passed ? 'passed' : 'again';
  return (
    <Paper p="lg" component="section" aria-label={t('result')}>
      <Group gap="xl" wrap="nowrap" className={classes.result}>
        <RingProgress
          size={120}
          thickness={12}
          roundCaps
          sections={[{ value: score, color: colour }]}
          label={
            <Text ta="center" fw={700} size="xl">
              {format.percent(score / 100)}
            </Text>
          }
          aria-hidden="true"
        />
        <div>
          <Title order={2} size="h3">
            {t(`title.${words}`)}
          </Title>
          <Text>{t(`text.${words}`, { score, wanted: debrief.pass_at })}</Text>
          <Text size="sm" c="dimmed" mt={4}>
            {t('facts', { time: duration(debrief.talk_seconds) })}
            {debrief.guided && ` · ${t('guided')}`}
          </Text>
          {debrief.outcome && (
            <Text size="sm" mt={4}>
              {t('outcome', { outcome: debrief.outcome })}
              {debrief.right_outcomes.length > 0 &&
                !debrief.right_outcomes.includes(debrief.outcome) &&
                ` ${t('right', { outcomes: debrief.right_outcomes.join(' / ') })}`}
            </Text>
          )}
        </div>
      </Group>
      {debrief.trainer && (
        <Alert
          color="cobalt"
          icon={<IconMessage />}
          title={t('played_by', { name: debrief.trainer })}
          mt="md"
        >
          <Text style={{ whiteSpace: 'pre-wrap' }}>{debrief.comment ?? t('no_comment')}</Text>
        </Alert>
      )}
      {forbidden.map((reason) => (
        <Alert key={reason} color="red" icon={<IconAlertTriangle />} title={t('never')} mt="md">
          {reason}
        </Alert>
      ))}
    </Paper>
  );
}

function Rubric({ debrief }: { debrief: DebriefRead }) {
  const { t } = useTranslation('debrief');
  const next = debrief.criteria.filter(({ mark }) => mark !== 'met');
  return (
    <Stack gap="lg">
      {next.length > 0 && (
        <Panel title={t('next_time')}>
          <ul className={classes.tips}>
            {next.slice(0, 3).map((each) => (
              <li key={each.title}>
                <IconBulb size={20} aria-hidden="true" />
                <span>{each.tip}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      <Panel title={t('criteria')}>
        <ul className={classes.criteria}>
          {debrief.criteria.map((each) => (
            <Line key={each.title} criterion={each} />
          ))}
        </ul>
      </Panel>
    </Stack>
  );
}

const marks = { met: 'good', partly: 'part', missed: 'missed' } as const;

function Line({ criterion }: { criterion: Criterion }) {
  const { t } = useTranslation('debrief');
  const verdict = marks[criterion.mark];
  const Icon = icons[verdict];
  return (
    <li className={classes.criterion} data-verdict={verdict}>
      <Icon size={22} aria-hidden="true" className={classes.mark} />
      <div>
        <Text fw={550}>{criterion.title}</Text>
        <Text size="sm" c="dimmed">
          {t(`mark.${criterion.mark}`)} · {criterion.competence_title}
        </Text>
      </div>
    </li>
  );
}

function Replay({ debrief }: { debrief: DebriefRead }) {
  const { t } = useTranslation('debrief');
  return (
    <Panel title={t('replay')}>
      <ol className={classes.beats}>
        {debrief.beats.map((beat, at) => (
          <li
            key={`${String(at)}${beat.customer}`}
            className={classes.beat}
            data-verdict={beat.verdict}
          >
            <BeatView beat={beat} />
          </li>
        ))}
      </ol>
    </Panel>
  );
}

function BeatView({ beat }: { beat: Beat }) {
  const { t } = useTranslation('debrief');
  const Icon = icons[beat.verdict];
  return (
    <>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <span className={classes.at}>{duration(beat.seconds)}</span>
        <Text>
          <Text span size="sm" c="dimmed">
            {t('customer')}{' '}
          </Text>
          {beat.customer}
        </Text>
      </Group>
      {beat.held_seconds > 0 && (
        <Text size="sm" className={classes.indent}>
          {t('held', { time: duration(beat.held_seconds) })}
          {beat.hold_unannounced && ` ${t('unannounced')}`}
        </Text>
      )}
      {beat.mine !== null && (
        <div className={classes.mine}>
          <Text>
            <Text span size="sm" c="dimmed">
              {t(beat.act ? 'mine.did' : 'mine.said')}{' '}
            </Text>
            {beat.mine}
          </Text>
        </div>
      )}
      {(beat.verdict !== 'neutral' || beat.why) && (
        <Group gap="xs" wrap="nowrap" align="flex-start" className={classes.indent}>
          {beat.verdict !== 'neutral' && (
            <Badge
              color={colours[beat.verdict]}
              leftSection={<Icon size={14} />}
              className={classes.verdict}
            >
              {t(`verdict.${beat.verdict}`)}
            </Badge>
          )}
          {beat.why ? (
            <Text size="sm">{beat.why}</Text>
          ) : (
            beat.mine === null && <Text size="sm">{t('cut')}</Text>
          )}
        </Group>
      )}
      {beat.better && (
        <div className={classes.better}>
          <Text size="sm" fw={600}>
            {t('better')}
          </Text>
          <Text>{beat.better}</Text>
        </div>
      )}
    </>
  );
}
