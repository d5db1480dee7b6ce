import { Paper, Tabs } from '@mantine/core';
import { IconClipboardCheck, IconMessage2 } from '@tabler/icons-react';
import type { ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import type { HandOut, OutcomeRead } from '../api/types';
import { Key } from '../shared/ui/Key';
import { keys } from './keys';
import { OutcomePanel } from './OutcomePanel';
import { canRecord, fitting, objectionOf, type Phase } from './phase';
import { Script } from './Script';
import type { View } from './Workstation';

interface ContactProps {
  handOut: HandOut;
  phase: Phase;
  view: View;
  onView: (view: View) => void;
  onSaid: ComponentProps<typeof Script>['onSaid'];
  onRecorded: (outcome: OutcomeRead) => void;
}

/** The middle of the desk while there is a contact: what to say, or what came of it. */
export function Contact({ handOut, phase, view, onView, onSaid, onRecorded }: ContactProps) {
  const { t } = useTranslation('agent');
  const objection = view === 'objection' ? objectionOf(fitting(handOut)) : undefined;
  return (
    <Paper component="section" aria-label={t('contact.label')} p="lg">
      <Tabs
        value={view === 'script' ? 'script' : 'outcome'}
        onChange={(value) => onView(value === 'script' ? 'script' : 'outcome')}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          <Tabs.Tab value="script" leftSection={<IconMessage2 size={20} />}>
            {t('contact.script')}
          </Tabs.Tab>
          <Tabs.Tab
            value="outcome"
            disabled={!canRecord(phase)}
            leftSection={<IconClipboardCheck size={20} />}
            rightSection={<Key name={keys.panel} />}
          >
            {t('contact.outcome')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="script">
          <Script
            handOut={handOut}
            phase={phase}
            onSaid={onSaid}
            onFinished={canRecord(phase) ? () => onView('outcome') : undefined}
          />
        </Tabs.Panel>
        <Tabs.Panel value="outcome">
          <OutcomePanel
            key={objection?.code ?? 'open'}
            handOut={handOut}
            live={phase === 'talking'}
            onScript={() => onView('script')}
            initial={objection}
            onRecorded={onRecorded}
          />
        </Tabs.Panel>
      </Tabs>
    </Paper>
  );
}
