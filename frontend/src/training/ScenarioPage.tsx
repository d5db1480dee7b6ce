import { Badge, Button, Group, List, Text } from '@mantine/core';
import { IconArrowRight, IconCopy, IconPencil } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IMPATIENT } from '../authoring/draft';
import { Graph } from '../authoring/Graph';
import { useCopy } from '../authoring/OwnScenarios';
import { Voice } from '../authoring/Voice';
import { Invite } from '../roleplay/Invite';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { type ScenarioDetail, scenarioQuery } from './queries';
import classes from './ScenarioPage.module.css';

const PATIENCE = [IMPATIENT];
const NONE: string[] = [];

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
  const { t } = useTranslation(['trainer', 'domain', 'authoring']);
  const { code } = useParams({ from: '/shell/trainer/library/$code' });
  const { data, error, refetch } = useQuery(scenarioQuery(code));
  const copy = useCopy();
  const [shown, setShown] = useState<string | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={data.title}
      text={`${t(`domain:purpose.${data.purpose}`)} · ${t('library.level')} ${data.level}`}
      back={{ to: '/trainer/library', label: t('library.title') }}
      actions={
        <Group gap="xs">
          <Invite scenario={code} />
          {data.own && (
            <Button
              component={Link}
              to={`/trainer/scenarios/${code}`}
              variant="default"
              leftSection={<IconPencil size={18} />}
            >
              {t('authoring:own.edit')}
            </Button>
          )}
          <Button
            variant="default"
            leftSection={<IconCopy size={18} />}
            loading={copy.isPending}
            onClick={() => copy.mutate(code)}
          >
            {t('authoring:own.copy')}
          </Button>
        </Group>
      }
    >
      <Panel title={t('authoring:graph.title')}>
        <Graph
          lines={data.nodes}
          start={data.start}
          also={data.nodes.some(({ name }) => name === IMPATIENT) ? PATIENCE : NONE}
          language={data.language}
          selected={shown}
          onSelect={(name) => {
            setShown(name);
            document.getElementById(`line-${name}`)?.scrollIntoView({ block: 'center' });
          }}
        />
      </Panel>
      <div className={classes.columns}>
        <Panel title={t('scenario.talk')}>
          <ol className={classes.nodes} lang={data.language}>
            {inOrder(data).map((node) => (
              <Line
                key={node.name}
                node={node}
                shown={node.name === shown}
                shipped={data.own ? null : code}
              />
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

interface LineProps {
  node: Node;
  shown: boolean;
  /** The code of a shipped scenario, whose lines are recorded here; own ones are where they are written. */
  shipped: string | null;
}

function Line({ node, shown, shipped }: LineProps) {
  const { t } = useTranslation(['trainer', 'debrief']);
  return (
    <li
      id={`line-${node.name}`}
      className={classes.node}
      data-end={node.end ?? undefined}
      data-shown={shown || undefined}
    >
      <Group gap="xs" mb={4}>
        <code>{node.name}</code>
        {node.trap && <Badge color="orange">{t(`trap.${node.trap as 'insult'}`)}</Badge>}
        {node.end && <Badge color="gray">{t(`scenario.end_${node.end}`)}</Badge>}
      </Group>
      {node.says.map((words, at) => (
        <Group key={words} gap="sm" justify="space-between" wrap="nowrap">
          <Text className={classes.says}>{words}</Text>
          {shipped && <Voice code={shipped} line={node.name} at={at} />}
        </Group>
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
