import { Button, Group, Paper, Select } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { addLine, IMPATIENT, removeLine, verdictOf, words } from './draft';
import classes from './Editor.module.css';
import { Graph } from './Graph';
import { LineForm } from './LineForm';
import type { Content, Fault, Own } from './queries';

interface TalkEditorProps {
  own: Own;
  content: Content;
  faults: readonly Fault[];
  line: string;
  /** The answer of that line that is shown open. */
  opened: number | null;
  onLine: (name: string) => void;
  onChange: (content: Content) => void;
}

/** The graph, and beside it the form of the line that is chosen. */
export function TalkEditor({
  own,
  content,
  faults,
  line,
  opened,
  onLine,
  onChange,
}: TalkEditorProps) {
  const { t } = useTranslation('authoring');
  const { nodes, patience } = content;
  const lines = useMemo(
    () =>
      nodes.map((node) => ({
        ...node,
        choices: node.choices.map((choice) => ({ to: choice.to, verdict: verdictOf(choice) })),
      })),
    [nodes],
  );
  const also = useMemo(() => (patience ? [IMPATIENT] : []), [patience]);
  const wrong = useMemo(() => {
    const found = new Map<string, number>();
    for (const fault of faults)
      if (fault.line) found.set(fault.line, (found.get(fault.line) ?? 0) + 1);
    return found;
  }, [faults]);
  const chosen = nodes.find(({ name }) => name === line) ?? nodes[0];
  const add = () => {
    const made = addLine(content);
    onChange(made.content);
    onLine(made.name);
  };
  return (
    <div className={classes.columns}>
      <div className={classes.graph}>
        <Group mb="sm" gap="xs" align="end">
          <Select
            label={t('line.chosen')}
            data={nodes.map(({ name, says }, at) => ({
              value: name,
              label: `${String(at + 1)}. ${words(says[0] || t('line.no_words'))}`,
            }))}
            value={chosen?.name ?? null}
            allowDeselect={false}
            searchable
            flex={1}
            onChange={(name) => name && onLine(name)}
          />
          <Button variant="default" leftSection={<IconPlus size={18} />} onClick={add}>
            {t('line.add')}
          </Button>
        </Group>
        <Graph
          lines={lines}
          start={content.start}
          also={also}
          language={content.language}
          selected={chosen?.name ?? null}
          onSelect={onLine}
          wrong={wrong}
        />
      </div>
      {chosen && (
        <Paper component="section" p="lg" aria-label={t('line.form')} className={classes.form}>
          <LineForm
            key={`${chosen.name} ${opened}`}
            opened={opened}
            own={own}
            content={content}
            line={chosen}
            faults={faults.filter((fault) => fault.line === chosen.name)}
            onChange={onChange}
            onGo={onLine}
            onRemove={() => {
              onChange(removeLine(content, chosen.name));
              onLine(content.start);
            }}
          />
        </Paper>
      )}
    </div>
  );
}
