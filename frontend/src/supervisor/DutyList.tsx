import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconWand } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { languages } from '../shared/i18n';
import { useErrorToast } from '../shared/ui/errors';
import { Panel } from '../shared/ui/Page';
import type { CampaignDetail, Step } from './queries';
import classes from './ScriptEditor.module.css';
import { gapsOf } from './script';

interface DutyListProps {
  campaign: CampaignDetail;
  steps: Step[];
  /** Given to who may change the script: puts these steps at its beginning. */
  onPropose: ((opening: Step[]) => void) | undefined;
}

/** What the law wants said at the start of the call, whether the script says it, and words that do. */
export function DutyList({ campaign, steps, onPropose }: DutyListProps) {
  const { t, i18n } = useTranslation('control');
  const toast = useErrorToast();
  const [language, setLanguage] = useState(i18n.language);
  const gaps = gapsOf(steps, campaign.duties);
  const propose = useMutation({
    mutationFn: () =>
      read(
        api.GET('/api/campaigns/{campaign_id}/duties', {
          params: { path: { campaign_id: campaign.id }, query: { language } },
        }),
      ),
    onSuccess: onPropose,
    onError: toast,
  });
  return (
    <Panel title={t('duty.title')} p="md">
      <Text size="sm" c="dimmed" mb="sm">
        {t('duty.text')}
      </Text>
      <ul className={classes.duties}>
        {campaign.duties.map(({ code, label, source }) => {
          const gap = gaps.get(code);
          const Icon = gap ? IconAlertTriangle : IconCircleCheck;
          return (
            <li key={code} data-gap={gap}>
              <Icon size={20} aria-hidden="true" />
              <div>
                <Text fw={600}>
                  {label}
                  <Text span fw={400} c={gap ? 'red.9' : 'dimmed'}>
                    {' · '}
                    {t(`duty.${gap ?? 'done'}`)}
                  </Text>
                </Text>
                <Text size="xs" c="dimmed">
                  {source}
                </Text>
              </div>
            </li>
          );
        })}
      </ul>
      {onPropose && (
        <Group gap="sm" mt="md">
          <Button
            size="sm"
            variant={gaps.size > 0 ? 'filled' : 'default'}
            leftSection={<IconWand size={17} />}
            loading={propose.isPending}
            onClick={() => propose.mutate()}
          >
            {t('duty.propose')}
          </Button>
          <SegmentedControl
            size="xs"
            aria-label={t('duty.language')}
            data={languages.map((each) => ({ value: each, label: each.toUpperCase() }))}
            value={language}
            onChange={setLanguage}
          />
        </Group>
      )}
    </Panel>
  );
}
