import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerPause, IconPlayerPlay, IconSquareX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Campaign } from './queries';
import { useMaySteer, useMoveCampaign } from './queries';

interface MoveButtonsProps {
  campaign: Pick<Campaign, 'id' | 'name' | 'state'>;
  /** Closing is for the campaign's own page. */
  withClose?: boolean;
}

/** Open, pause, close: what the present state allows. */
export function MoveButtons({ campaign, withClose = false }: MoveButtonsProps) {
  const { t } = useTranslation(['supervisor', 'common']);
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
      <Modal
        opened={asking}
        onClose={ask.close}
        title={
          <Text component="span" fw={650} size="xl">
            {t('campaign.close_title')}
          </Text>
        }
      >
        <Text mb="lg">{t('campaign.close_text', { name })}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={ask.close} data-autofocus>
            {t('common:action.cancel')}
          </Button>
          <Button
            color="red"
            onClick={() => {
              ask.close();
              move.mutate({ id, move: 'close' });
            }}
          >
            {t('campaign.close')}
          </Button>
        </Group>
      </Modal>
    </Group>
  );
}
