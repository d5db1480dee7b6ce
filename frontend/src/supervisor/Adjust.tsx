import { Button, Stack, Text } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import type { CampaignTile } from './events';
import { GivenTo } from './GivenTo';
import { Pacing } from './Pacing';
import { type Campaign, campaignsQuery, useMaySteer } from './queries';
import { useEditCampaign } from './useEditCampaign';

/** A campaign's speed and whose work it is, changed without leaving the room. */
export function Adjust({ campaign }: { campaign: CampaignTile }) {
  const { t } = useTranslation('acting');
  const maySteer = useMaySteer();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...campaignsQuery, enabled: open });
  const known = data?.find(({ id }) => id === campaign.id);
  if (!maySteer) return null;
  return (
    <>
      <Button
        variant="default"
        size="sm"
        leftSection={<IconAdjustmentsHorizontal size={17} />}
        aria-label={t('speed.open', campaign)}
        onClick={() => setOpen(true)}
      >
        {t('speed.button')}
      </Button>
      {open && known && <Form campaign={known} onClose={() => setOpen(false)} />}
    </>
  );
}

function Form({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const { t } = useTranslation('acting');
  const { name, pacing, pace_seconds } = campaign;
  const [draft, setDraft] = useState({ pacing, pace_seconds });
  const edit = useEditCampaign(campaign.id);
  const save = () =>
    edit.mutate(draft, {
      onSuccess: () => {
        toastDone(t('speed.saved', { name }));
        onClose();
      },
    });
  return (
    <Dialog
      title={t('speed.title', { name })}
      submit={t('speed.save')}
      ready
      pending={edit.isPending}
      error={edit.error}
      onSubmit={save}
      onClose={onClose}
    >
      <Pacing draft={draft} editable onChange={(change) => setDraft({ ...draft, ...change })} />
      <Stack gap={4}>
        <Text fw={500}>{t('speed.for')}</Text>
        <GivenTo
          work={{ kind: 'campaign', id: campaign.id }}
          name={name}
          value={campaign.given_to}
        />
      </Stack>
    </Dialog>
  );
}
