import { Badge, Button, Group, Stack, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Confirm } from '../shared/ui/Confirm';
import { EmptyState } from '../shared/ui/EmptyState';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Panel } from '../shared/ui/Page';
import { WideTable } from '../shared/ui/WideTable';
import { useNow } from '../shared/use-now';
import { NewToken } from './NewToken';
import { scopeKeys, type Token, tokensQuery } from './queries';

type Standing = 'live' | 'expired' | 'revoked';
const colours: Record<Standing, string> = { live: 'teal', expired: 'gray', revoked: 'red' };

function standingOf(token: Token, now: number): Standing {
  if (token.revoked_at) return 'revoked';
  return Date.parse(token.expires_at) <= now ? 'expired' : 'live';
}

/** What the partner's own programs sign in with. */
export function Tokens() {
  const { t } = useTranslation('partner');
  const { data, error, refetch } = useQuery(tokensQuery);
  const [making, make] = useDisclosure();
  const button = (
    <Button leftSection={<IconPlus size={18} />} size="sm" onClick={make.open}>
      {t('token.add')}
    </Button>
  );
  return (
    <Panel title={t('token.title')} aside={data?.length ? button : undefined}>
      <Stack gap="md">
        <Text>{t('token.text')}</Text>
        {error ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : !data ? (
          <Loading />
        ) : data.length === 0 ? (
          <EmptyState title={t('token.none')} text={t('token.none_text')} action={button} />
        ) : (
          <TokenTable tokens={data} />
        )}
      </Stack>
      {making && <NewToken onClose={make.close} />}
    </Panel>
  );
}

function TokenTable({ tokens }: { tokens: Token[] }) {
  const { t } = useTranslation('partner');
  const format = useFormat();
  const zone = useMe().partner?.time_zone ?? 'Europe/Paris';
  const now = useNow();
  const [asked, ask] = useState<Token | null>(null);
  const revoke = useRevoke();
  return (
    <>
      <WideTable minWidth={680}>
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('token.name')}</Table.Th>
              <Table.Th>{t('token.rights')}</Table.Th>
              <Table.Th>{t('token.used')}</Table.Th>
              <Table.Th>{t('token.standing')}</Table.Th>
              <Table.Th aria-label={t('token.revoke')} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {tokens.map((token) => {
              const standing = standingOf(token, now);
              return (
                <Table.Tr key={token.id}>
                  <Table.Td>
                    <Text fw={600}>{token.name}</Text>
                    <Text size="sm" c="dimmed">
                      {t('token.by', { name: token.made_by })}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    {token.scopes.map((scope) => (
                      <Text key={scope} size="sm">
                        {t(`token.scope.${scopeKeys[scope]}`)}
                      </Text>
                    ))}
                  </Table.Td>
                  <Table.Td>
                    {token.used_at ? format.dateTime(token.used_at, zone) : t('token.never')}
                  </Table.Td>
                  <Table.Td>
                    <Badge color={colours[standing]} variant="light" tt="none">
                      {t(`token.is.${standing}`)}
                    </Badge>
                    <Text size="sm" c="dimmed" mt={4}>
                      {token.revoked_at
                        ? format.dateTime(token.revoked_at, zone)
                        : t('token.until', { at: format.dateTime(token.expires_at, zone) })}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    {standing === 'live' && (
                      <Group justify="flex-end">
                        <Button
                          variant="subtle"
                          color="red"
                          size="sm"
                          aria-label={t('token.revoke_of', { name: token.name })}
                          onClick={() => ask(token)}
                        >
                          {t('token.revoke')}
                        </Button>
                      </Group>
                    )}
                  </Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </WideTable>
      <Confirm
        opened={asked !== null}
        onClose={() => ask(null)}
        title={t('token.revoke_title')}
        text={t('token.revoke_text', { name: asked?.name })}
        action={t('token.revoke')}
        onConfirm={() => asked && revoke.mutate(asked.id)}
      />
    </>
  );
}

function useRevoke() {
  const { t } = useTranslation('partner');
  const client = useQueryClient();
  const toast = useErrorToast();
  return useMutation({
    mutationFn: (id: string) =>
      api.DELETE('/api/partner/tokens/{token_id}', { params: { path: { token_id: id } } }),
    onSuccess: () => toastDone(t('token.revoked')),
    onError: toast,
    onSettled: () => client.invalidateQueries(tokensQuery),
  });
}
