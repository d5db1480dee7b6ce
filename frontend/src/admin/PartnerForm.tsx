import { Checkbox, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import { type Partner, partnersQuery, sitesQuery, type Terms } from './queries';
import { ZoneSelect } from './ZoneSelect';

const purposes = ['appointment', 'loyalty', 'after_sales'] as const;
const bases = ['consent', 'contract', 'b2b', 'after_sales'] as const;
/** Three years from the last contact: what the data protection authority allows for prospects. */
const LONGEST = 1096;

interface PartnerFormProps {
  /** null = a new company. */
  partner: Partner | null;
  onClose: () => void;
}

/** A company with its agreement, or the agreement of one that is there. */
export function PartnerForm({ partner, onClose }: PartnerFormProps) {
  const { t } = useTranslation(['admin', 'domain']);
  const client = useQueryClient();
  const sites = useQuery(sitesQuery).data ?? [];
  const [name, setName] = useState('');
  const [zone, setZone] = useState('Europe/Paris');
  const [siteId, setSiteId] = useState(partner?.agreement.site_id ?? null);
  const [agreed, setAgreed] = useState<string[]>(partner?.agreement.purposes ?? []);
  const [allowed, setAllowed] = useState<string[]>(partner?.agreement.consent_bases ?? []);
  const [offer, setOffer] = useState(partner?.agreement.offer ?? '');
  const [days, setDays] = useState(partner?.agreement.retention_days ?? 365);
  const site = siteId ?? (sites.length === 1 ? (sites[0]?.id ?? null) : null);

  const save = useMutation({
    mutationFn: async (terms: Terms) => {
      if (!partner) {
        await api.POST('/api/partners', { body: { name, time_zone: zone, agreement: terms } });
        return;
      }
      await api.PUT('/api/partners/{partner_id}/agreement', {
        params: { path: { partner_id: partner.id } },
        body: terms,
      });
    },
    onSuccess: () => {
      void client.invalidateQueries(partnersQuery);
      toastDone(t('partners.saved'));
      onClose();
    },
  });

  return (
    <Dialog
      title={partner ? t('partners.edit_named', { name: partner.name }) : t('partners.add')}
      submit={t('partners.save')}
      ready={(!!partner || !!name.trim()) && !!site && agreed.length > 0 && allowed.length > 0}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() =>
        site &&
        save.mutate({
          site_id: site,
          purposes: agreed as Terms['purposes'],
          consent_bases: allowed as Terms['consent_bases'],
          retention_days: days,
          offer,
        })
      }
    >
      {!partner && (
        <>
          <TextInput
            label={t('partners.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
            data-autofocus
          />
          <ZoneSelect value={zone} onChange={setZone} />
        </>
      )}
      <Select
        size="md"
        label={t('partners.site')}
        data={sites.map(({ id, name: label }) => ({ value: id, label }))}
        value={site}
        onChange={setSiteId}
        allowDeselect={false}
      />
      <Checkbox.Group label={t('partners.purposes')} value={agreed} onChange={setAgreed}>
        <Group mt="xs">
          {purposes.map((each) => (
            <Checkbox key={each} value={each} label={t(`domain:purpose.${each}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      <Checkbox.Group label={t('partners.bases')} value={allowed} onChange={setAllowed}>
        <Stack gap="xs" mt="xs">
          {bases.map((each) => (
            <Checkbox
              key={each}
              value={each}
              label={t(`domain:basis.${each}`)}
              description={t(`domain:basis_text.${each}`)}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <TextInput
        label={t('partners.offer')}
        description={t('partners.offer_text')}
        value={offer}
        onChange={(event) => setOffer(event.currentTarget.value)}
        maxLength={200}
      />
      <NumberInput
        size="md"
        label={t('partners.retention_days')}
        description={t('partners.retention_text')}
        min={1}
        max={LONGEST}
        value={days}
        onChange={(value) => setDays(Number(value) || 1)}
      />
    </Dialog>
  );
}
