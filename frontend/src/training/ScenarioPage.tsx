import { Badge, Group, List, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Invite } from '../roleplay/Invite';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { type ScenarioDetail, scenarioQuery } from './queries';
import classes from './ScenarioPage.module.css';

type Node = ScenarioDetail['nodes'][number];

const colours = {
  good: 'teal',
  part: 'orange',
  missed: 'orange',
  forbidden: 'red',
  neutral: 'gray',
};

/** A simulated customer, whole: who it is, what is scored, and the graph of the talk line by line. */
export function ScenarioPage() {
  const { t } = useTranslation(['trainer', 'domain']);
  const { code } = useParams({ from: '/shell/trainer/library/$code' });
  const { data, error, refetch } = useQuery(scenarioQuery(code));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={data.title}
      text={`${t(`domain:purpose.${data.purpose}`)} · ${t('library.level')} ${data.level}`}
      back={{ to: '/trainer/library', label: t('library.title') }}
      actions={<Invite scenario={code} />}
    >
      <div className={classes.columns}>
        <Panel title={t('scenario.talk')}>
          <ol className={classes.nodes} lang={data.language}>
            {inOrder(data).map((node) => (
              <Line key={node.name} node={node} />
            ))}
          </ol>
        </Panel>
        <div className={classes.side}>
          <Panel title={t('scenario.customer')}>
            <Text fw={600}>{data.customer}</Text>
            <Text size="sm">{data.customer_mood}</Text>
            <Text size="sm">{data.need}</Text>
            <Text size="sm" mt="sm">
              {data.about}
            </Text>
          </Panel>
          <Panel title={t('scenario.rubric', { wanted: data.pass_at })}>
            <List spacing="xs" listStyleType="none">
              {data.rubric.map((line) => (
                <List.Item key={line.code} id={`criterion-${line.code}`}>
                  <Text size="sm" fw={550}>
                    {line.title}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {line.competence.toUpperCase()} ·{' '}
                    {t('scenario.weight', { weight: line.weight })}
                  </Text>
                </List.Item>
              ))}
            </List>
          </Panel>
        </div>
      </div>
    </Page>
  );
}

/** The lines in the order in which a call meets them: by how far from the start they are. */
function inOrder({ nodes, start }: ScenarioDetail): Node[] {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const found: Node[] = [];
  const waiting = [start];
  while (waiting.length > 0) {
    const node = byName.get(waiting.shift() ?? '');
    if (!node || found.includes(node)) continue;
    found.push(node);
    waiting.push(...node.choices.map(({ to }) => to));
  }
  return [...found, ...nodes.filter((node) => !found.includes(node))];
}

function Line({ node }: { node: Node }) {
  const { t } = useTranslation(['trainer', 'debrief']);
  return (
    <li id={`line-${node.name}`} className={classes.node} data-end={node.end ?? undefined}>
      <Group gap="xs" mb={4}>
        <code>{node.name}</code>
        {node.trap && <Badge color="orange">{t(`trap.${node.trap as 'insult'}`)}</Badge>}
        {node.end && <Badge color="gray">{t(`scenario.end_${node.end}`)}</Badge>}
      </Group>
      {node.says.map((words) => (
        <Text key={words} className={classes.says}>
          {words}
        </Text>
      ))}
      {node.outcomes.length > 0 && (
        <Text size="sm" c="dimmed">
          {t('scenario.outcomes', { outcomes: node.outcomes.join(' / ') })}
        </Text>
      )}
      <ul className={classes.choices}>
        {node.choices.map((choice) => (
          <li key={choice.text}>
            <Text size="sm">{choice.text}</Text>
            <Group gap="xs">
              {choice.verdict !== 'neutral' && (
                <Badge color={colours[choice.verdict]} size="sm">
                  {t(`debrief:verdict.${choice.verdict}`)}
                </Badge>
              )}
              <a href={`#line-${choice.to}`} className={classes.to}>
                <IconArrowRight size={14} aria-hidden="true" />
                {choice.to}
              </a>
            </Group>
            {choice.why && (
              <Text size="sm" c="dimmed">
                {choice.why}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
}
