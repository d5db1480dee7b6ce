import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay, IconSquareX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../shared/ui/Confirm';
import type { Campaign } from './queries';
import { useMaySteer, useMoveCampaign } from './queries';

interface MoveButtonsProps {
  campaign: Pick<Campaign, 'id' | 'name' | 'state'>;
  /** Closing is for the campaign's own page. */
  withClose?: boolean;
}

/** Open, pause, close: what the present state allows. */
export function MoveButtons({ campaign, withClose = false }: MoveButtonsProps) {
  const { t } = useTranslation('supervisor');
  const move = useMoveCampaign();
  const [asking, ask] = useDisclosure();
  const maySteer = useMaySteer();
  const { id, name, state } = campaign;
  if (!maySteer || state === 'closed') return null;
  return (
    <Group gap="xs" wrap="nowrap">
      {state === 'open' ? (
        <Button
          variant="default"
          size="sm"
          leftSection={<IconPlayerPause size={17} />}
          loading={move.isPending}
          onClick={() => move.mutate({ id, move: 'pause' })}
          aria-label={t('campaign.pause_named', { name })}
        >
          {t('campaign.pause')}
        </Button>
      ) : (
        <Button
          size="sm"
          leftSection={<IconPlayerPlay size={17} />}
          loading={move.isPending}
          onClick={() => move.mutate({ id, move: 'open' })}
          aria-label={t('campaign.open_named', { name })}
        >
          {state === 'draft' ? t('campaign.open') : t('campaign.resume')}
        </Button>
      )}
      {withClose && (
        <Button
          variant="subtle"
          color="red"
          size="sm"
          leftSection={<IconSquareX size={17} />}
          onClick={ask.open}
        >
          {t('campaign.close')}
        </Button>
      )}
      <Confirm
        opened={asking}
        onClose={ask.close}
        title={t('campaign.close_title')}
        text={t('campaign.close_text', { name })}
        action={t('campaign.close')}
        onConfirm={() => move.mutate({ id, move: 'close' })}
      />
    </Group>
  );
}
