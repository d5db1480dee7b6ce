import { Badge, Button, FileButton, Group, List, Text, Title } from '@mantine/core';
import { IconDownload, IconFileUpload, IconLock, IconPencil } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { components } from '../api/schema';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { EditReferential } from './EditReferential';
import { referentialQuery, referentialsQuery } from './queries';

type Version = components['schemas']['ReferentialRead'];

/** Titles as data: what is learnt and how it is examined, several versions side by side. */
export function Referentials() {
  const { t } = useTranslation('trainer');
  const { data, error, refetch } = useQuery(referentialsQuery);
  const add = useAdd();
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <Page
      title={t('referentials.title')}
      text={t('referentials.text')}
      back={{ to: '/trainer/library', label: t('library.title') }}
      actions={
        <FileButton
          accept=".yaml,.yml"
          onChange={(file) => void file?.text().then((text) => add.mutate({ text }))}
        >
          {(props) => (
            <Button {...props} leftSection={<IconFileUpload size={18} />} loading={add.isPending}>
              {t('referentials.import')}
            </Button>
          )}
        </FileButton>
      }
    >
      {data.shipped.map((content) => (
        <Panel
          key={`${content.code} ${content.version}`}
          title={`${content.title} · ${content.version}`}
          aside={
            <Button
              variant="default"
              leftSection={<IconDownload size={18} />}
              disabled={add.isPending}
              onClick={() => add.mutate({ shipped: content.code })}
            >
              {t('referentials.take')}
            </Button>
          }
        >
          <Text c="dimmed">{t('referentials.shipped')}</Text>
        </Panel>
      ))}
      {data.versions.length === 0 && data.shipped.length === 0 && (
        <EmptyState title={t('referentials.none')} />
      )}
      {data.versions.map((version) => (
        <VersionPanel key={version.id} version={version} />
      ))}
    </Page>
  );
}

function useAdd() {
  const { t } = useTranslation('trainer');
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: (body: components['schemas']['ReferentialCreate']) =>
      api.POST('/api/referentials', { body }),
    onSuccess: () => toastDone(t('referentials.added')),
    onError: toast,
    onSettled: () => client.invalidateQueries(referentialsQuery),
  });
}

function VersionPanel({ version }: { version: Version }) {
  const { t } = useTranslation('trainer');
  const { data } = useQuery(referentialQuery(version.id));
  const [editing, setEditing] = useState(false);
  return (
    <Panel
      title={`${version.title} · ${version.version}`}
      aside={
        <Group gap="xs">
          {version.frozen && (
            <Badge color="gray" leftSection={<IconLock size={14} />}>
              {t('referentials.frozen')}
            </Badge>
          )}
          <Badge color="cobalt">{t('referentials.learners', { count: version.learners })}</Badge>
          <Button
            variant="default"
            size="sm"
            leftSection={<IconPencil size={16} />}
            disabled={!data}
            onClick={() => setEditing(true)}
          >
            {t(version.frozen ? 'referentials.new_version' : 'referentials.edit')}
          </Button>
        </Group>
      }
    >
      {data?.content.blocks.map((block) => (
        <div key={block.code}>
          <Title order={3} size="h5" mt="sm" mb={4}>
            {block.title}
          </Title>
          <List spacing={2} listStyleType="none">
            {block.competences.map((each) => (
              <List.Item key={each.code}>
                <Text>
                  <strong>{each.code.toUpperCase()}</strong> {each.title}
                </Text>
                <Text size="sm" c="dimmed">
                  {each.criteria?.join(' · ')}
                </Text>
              </List.Item>
            ))}
          </List>
        </div>
      ))}
      {editing && data && <EditReferential referential={data} onClose={() => setEditing(false)} />}
    </Panel>
  );
}
