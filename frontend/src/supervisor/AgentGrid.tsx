import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { HeadsetDrawing } from '../shared/ui/drawings';
import { EmptyState } from '../shared/ui/EmptyState';
import { Panel } from '../shared/ui/Page';
import { AgentCard } from './AgentCard';
import classes from './AgentGrid.module.css';
import { agentStates } from './agent-states';
import type { AgentTile, CampaignTile } from './events';

const CARD_WIDTH = 195;
/** On a phone, two to a row. */
const NARROW_CARD_WIDTH = 150;
const NARROW = 460;
const GAP = 10;
const ROW_HEIGHT = 172;
/** Beyond so many rows the room scrolls in its own frame and only what is seen is drawn. */
const ROWS_SHOWN = 3;

interface AgentGridProps {
  agents: AgentTile[];
  campaigns: CampaignTile[];
  labels: Record<string, string>;
}

/** Everybody in the room, who is away last; a place in the grid stays as long as nobody comes or goes. */
export function AgentGrid({ agents, campaigns, labels }: AgentGridProps) {
  const { t } = useTranslation('supervisor');
  const ordered = useMemo(
    () => [
      ...agents.filter(({ state }) => state !== 'offline'),
      ...agents.filter(({ state }) => state === 'offline'),
    ],
    [agents],
  );
  const names = useMemo(() => new Map(campaigns.map(({ id, name }) => [id, name])), [campaigns]);
  return (
    <Panel title={t('agents.title')} aside={<StateSummary agents={agents} />} p="md">
      {ordered.length === 0 ? (
        <EmptyState
          order={3}
          drawing={<HeadsetDrawing />}
          title={t('agents.empty')}
          text={t('agents.empty_text')}
        />
      ) : (
        <VirtualGrid agents={ordered} campaigns={names} labels={labels} />
      )}
    </Panel>
  );
}

function StateSummary({ agents }: { agents: AgentTile[] }) {
  const { t } = useTranslation('supervisor');
  const states = Object.keys(agentStates) as AgentTile['state'][];
  return (
    <ul className={classes.summary}>
      {states.map((state) => {
        const count = agents.filter((agent) => agent.state === state).length;
        const { icon: Icon, ink } = agentStates[state];
        return count === 0 ? null : (
          <li key={state} style={{ color: ink }}>
            <Icon size={17} aria-hidden="true" />
            <Text span size="sm" inherit>
              {t(`state.${state}`)}
            </Text>
            <strong>{count}</strong>
          </li>
        );
      })}
    </ul>
  );
}

interface VirtualGridProps {
  agents: AgentTile[];
  campaigns: Map<string, string>;
  labels: Record<string, string>;
}

function VirtualGrid({ agents, campaigns, labels }: VirtualGridProps) {
  const { t } = useTranslation('supervisor');
  const { ref, width } = useElementSize();
  const frame = useRef<HTMLDivElement>(null);
  const card = width < NARROW ? NARROW_CARD_WIDTH : CARD_WIDTH;
  const columns = Math.max(1, Math.floor((width + GAP) / (card + GAP)));
  const rows = Math.ceil(agents.length / columns);
  const virtual = useVirtualizer({
    count: rows,
    getScrollElement: () => frame.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 3,
    initialRect: { width: 800, height: ROWS_SHOWN * ROW_HEIGHT },
  });
  const scrolls = rows > ROWS_SHOWN;
  return (
    <section
      ref={frame}
      className={classes.frame}
      style={{ maxHeight: scrolls ? (ROWS_SHOWN + 0.5) * ROW_HEIGHT : undefined }}
      // A scrolling region has to be reachable by keyboard.
      tabIndex={scrolls ? 0 : undefined}
      aria-label={t('agents.list')}
    >
      <div ref={ref} className={classes.rows} style={{ height: rows * ROW_HEIGHT - GAP }}>
        {virtual.getVirtualItems().map((row) => (
          <ul
            key={row.key}
            className={classes.row}
            style={{
              transform: `translateY(${row.start}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {agents.slice(row.index * columns, (row.index + 1) * columns).map((agent) => (
              <AgentCard
                key={agent.id}
                agent={agent}
                campaign={campaigns.get(agent.campaign_id ?? '')}
                labels={labels}
              />
            ))}
          </ul>
        ))}
      </div>
    </section>
  );
}
