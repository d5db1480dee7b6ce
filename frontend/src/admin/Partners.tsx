import { Badge, Button, Group, Paper, Table, Text } from '@mantine/core';
import { IconBriefcase, IconEdit } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { Loading, Page } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { PartnerForm } from './PartnerForm';
import { type Partner, partnersQuery } from './queries';

/** The companies and what their agreements allow. */
export function Partners() {
  const { t } = useTranslation('admin');
  const { data, error, refetch } = useQuery(partnersQuery);
  const [editing, setEditing] = useState<Partner | 'new' | null>(null);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('partners.title')}
      text={t('partners.text')}
      actions={
        <Button leftSection={<IconBriefcase size={19} />} onClick={() => setEditing('new')}>
          {t('partners.add')}
        </Button>
      }
    >
      <Paper p="md">
        {data.length === 0 ? (
          <EmptyState title={t('partners.none')} text={t('partners.none_text')} />
        ) : (
          <WideTable minWidth={820}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('partners.name')}</Table.Th>
                  <Table.Th>{t('partners.site')}</Table.Th>
                  <Table.Th>{t('partners.purposes')}</Table.Th>
                  <Table.Th>{t('partners.bases')}</Table.Th>
                  <Table.Th>{t('partners.retention')}</Table.Th>
                  <Table.Th aria-label={t('people.actions')} />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((partner) => (
                  <Row key={partner.id} partner={partner} onEdit={() => setEditing(partner)} />
                ))}
              </Table.Tbody>
            </Table>
          </WideTable>
        )}
      </Paper>
      {editing && (
        <PartnerForm
          partner={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Page>
  );
}

function Row({ partner, onEdit }: { partner: Partner; onEdit: () => void }) {
  const { t } = useTranslation(['admin', 'domain']);
  const { purposes, consent_bases, retention_days } = partner.agreement;
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{partner.name}</Text>
        <Text size="sm" c="dimmed">
          {partner.time_zone}
        </Text>
      </Table.Td>
      <Table.Td>{partner.site_name}</Table.Td>
      <Table.Td>
        <Group gap={4}>
          {purposes.map((purpose) => (
            <Badge key={purpose} color="cobalt">
              {t(`domain:purpose.${purpose}`)}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td>{consent_bases.map((basis) => t(`domain:basis.${basis}`)).join(', ')}</Table.Td>
      <Table.Td>{t('partners.days', { count: retention_days })}</Table.Td>
      <Table.Td>
        <Button
          variant="default"
          size="sm"
          leftSection={<IconEdit size={17} />}
          aria-label={t('partners.edit_named', { name: partner.name })}
          onClick={onEdit}
        >
          {t('partners.edit')}
        </Button>
      </Table.Td>
    </Table.Tr>
  );
}
