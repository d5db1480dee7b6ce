import { Alert, Badge, Button, Group, Menu, Tabs, Text } from '@mantine/core';
import {
  IconDeviceFloppy,
  IconDots,
  IconMessages,
  IconRoute,
  IconTrash,
  IconWorldOff,
  IconWorldUp,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useBlocker, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isApiError } from '../api/errors';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import { Confirm } from '../shared/ui/Confirm';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorSentence, useErrorToast } from '../shared/ui/errors';
import { Loading, Page } from '../shared/ui/Page';
import { scenariosQuery } from '../training/queries';
import { forget, keep, kept } from './backup';
import { CustomerForm } from './CustomerForm';
import { same } from './draft';
import { Findings, type Place } from './Findings';
import { PlayDialog } from './PlayDialog';
import {
  type Content,
  drop,
  type Own,
  ownScenarioQuery,
  ownScenariosQuery,
  publish,
  save,
  type Tried,
  tryOut,
  withdraw,
} from './queries';
import { RubricForm } from './RubricForm';
import { TalkEditor } from './TalkEditor';

const route = getRouteApi('/shell/trainer/scenarios/$code');

/** A simulated customer being written: the talk as a graph with its forms, the person, the grid. */
export function EditorPage() {
  const { code } = route.useParams();
  const { data, error, refetch } = useQuery({
    ...ownScenarioQuery(code),
    refetchOnWindowFocus: false,
  });
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Editor key={data.code} first={data} />;
}

type Tab = 'talk' | 'customer' | 'rubric';

function Editor({ first }: { first: Own }) {
  const { t } = useTranslation('authoring');
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useErrorToast();
  const sentence = useErrorSentence();
  const [own, setOwn] = useState(first);
  const [found] = useState(() => kept(first.code));
  const [content, setShown] = useState<Content>(found ?? first.content);
  const [line, setLine] = useState(first.content.start);
  const [opened, setOpened] = useState<number | null>(null);
  const [tab, setTab] = useState<Tab>('talk');
  const [tried, setTried] = useState<Tried | null>(null);
  const [playing, setPlaying] = useState(false);
  const [asked, setAsked] = useState<'withdraw' | 'delete' | null>(null);
  const unsaved = !same(content, own.content);

  useBlocker({
    shouldBlockFn: () => unsaved && !globalThis.confirm(t('leave')),
    enableBeforeUnload: () => unsaved,
  });

  const change = (next: Content) => {
    setShown(next);
    keep(own.code, next);
  };
  const settle = (fresh: Own) => {
    setOwn(fresh);
    client.setQueryData(ownScenarioQuery(fresh.code).queryKey, fresh);
    void client.invalidateQueries({ queryKey: ownScenariosQuery.queryKey, exact: true });
    void client.invalidateQueries({ queryKey: scenariosQuery.queryKey });
  };
  const saving = useMutation({
    mutationFn: (base: number) => save(own.code, base, content),
    onSuccess: (fresh) => {
      if (same(content, fresh.content)) forget(own.code);
      setShown(fresh.content);
      settle(fresh);
      toastDone(t('saved'));
    },
    onError: (error) => !isApiError(error, 'draft_moved') && toast(error),
  });
  const trial = useMutation({
    mutationFn: () => tryOut(content),
    onSuccess: setTried,
    onError: toast,
  });
  const publishing = useMutation({
    mutationFn: async () => {
      const checked = await tryOut(content);
      setTried(checked);
      if (checked.faults.length > 0) return null;
      const fresh = unsaved ? await save(own.code, own.revision, content) : own;
      settle(fresh);
      setShown(fresh.content);
      return publish(fresh.code, fresh.revision);
    },
    onSuccess: (fresh) => {
      if (!fresh) return;
      forget(own.code);
      settle(fresh);
      toastDone(t('published', { version: fresh.version }));
    },
    onError: (error) => !isApiError(error, 'draft_moved') && toast(error),
  });
  const moved = [saving.error, publishing.error].find((error) => isApiError(error, 'draft_moved'));
  const withdrawing = useMutation({
    mutationFn: () => withdraw(own.code),
    onSuccess: (fresh) => {
      settle(fresh);
      toastDone(t('withdrawn'));
    },
    onError: toast,
  });
  const deleting = useMutation({
    mutationFn: () => drop(own.code),
    onSuccess: async () => {
      forget(own.code);
      setOwn({ ...own, content });
      client.removeQueries({ queryKey: ownScenarioQuery(own.code).queryKey });
      await client.invalidateQueries({ queryKey: ownScenariosQuery.queryKey, exact: true });
      await navigate({ to: '/trainer/library', ignoreBlocker: true });
    },
    onError: toast,
  });
  const takeOther = async () => {
    const fresh = await client.fetchQuery(ownScenarioQuery(own.code));
    forget(own.code);
    setShown(fresh.content);
    settle(fresh);
    saving.reset();
    publishing.reset();
  };
  const writeOver = async () => {
    const fresh = await client.fetchQuery(ownScenarioQuery(own.code));
    setOwn(fresh);
    publishing.reset();
    saving.mutate(fresh.revision);
  };
  const goTo = (place: Place) => {
    if (place.line) {
      setLine(place.line);
      setOpened(place.choice);
      setTab('talk');
    } else
      setTab(
        place.criterion || place.field === 'rubric' || place.field === 'pass_at'
          ? 'rubric'
          : 'customer',
      );
  };
  const busy = saving.isPending || publishing.isPending;
  return (
    <Page
      title={content.title || t('untitled')}
      text={<States own={own} unsaved={unsaved} />}
      back={{ to: '/trainer/library', label: t('back') }}
      actions={
        <Group gap="xs">
          <Button
            variant={unsaved ? 'filled' : 'default'}
            leftSection={<IconDeviceFloppy size={18} />}
            disabled={!unsaved || busy}
            loading={saving.isPending}
            onClick={() => saving.mutate(own.revision)}
          >
            {t('save')}
          </Button>
          <Button
            variant="default"
            leftSection={<IconRoute size={18} />}
            loading={trial.isPending}
            onClick={() => trial.mutate()}
          >
            {t('try.button')}
          </Button>
          <Button
            leftSection={<IconWorldUp size={18} />}
            loading={publishing.isPending}
            disabled={busy || (!unsaved && !own.ahead)}
            onClick={() => publishing.mutate()}
          >
            {t('publish')}
          </Button>
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" px={10} aria-label={t('more')}>
                <IconDots size={18} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconMessages size={18} />} onClick={() => setPlaying(true)}>
                {t('play.button')}
              </Menu.Item>
              {own.version === null ? (
                <Menu.Item leftSection={<IconTrash size={18} />} onClick={() => setAsked('delete')}>
                  {t('delete.button')}
                </Menu.Item>
              ) : (
                <Menu.Item
                  leftSection={<IconWorldOff size={18} />}
                  onClick={() => setAsked('withdraw')}
                >
                  {t('withdraw.button')}
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        </Group>
      }
    >
      {found && unsaved && !moved && (
        <Alert color="cobalt" title={t('found.title')}>
          <Text size="sm">{t('found.text')}</Text>
          <Button
            mt="xs"
            size="sm"
            variant="default"
            onClick={() => {
              forget(own.code);
              setShown(own.content);
            }}
          >
            {t('found.drop')}
          </Button>
        </Alert>
      )}
      {moved && (
        <Alert color="red" role="alert" title={sentence(moved)}>
          <Group gap="xs" mt="xs">
            <Button size="sm" variant="default" onClick={() => void writeOver()}>
              {t('moved.mine')}
            </Button>
            <Button size="sm" variant="default" onClick={() => void takeOther()}>
              {t('moved.theirs')}
            </Button>
          </Group>
        </Alert>
      )}
      {tried && (
        <Findings tried={tried} content={content} onGo={goTo} onClose={() => setTried(null)} />
      )}
      <Tabs value={tab} onChange={(value) => setTab((value as Tab) ?? 'talk')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="talk">{t('tab.talk')}</Tabs.Tab>
          <Tabs.Tab value="customer">{t('tab.customer')}</Tabs.Tab>
          <Tabs.Tab value="rubric">{t('tab.rubric')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="talk">
          <TalkEditor
            own={own}
            content={content}
            faults={tried?.faults ?? []}
            line={line}
            opened={opened}
            onLine={(name) => {
              setLine(name);
              setOpened(null);
            }}
            onChange={change}
          />
        </Tabs.Panel>
        <Tabs.Panel value="customer">
          <CustomerForm content={content} onChange={change} />
        </Tabs.Panel>
        <Tabs.Panel value="rubric">
          <RubricForm own={own} content={content} onChange={change} />
        </Tabs.Panel>
      </Tabs>
      {playing && <PlayDialog content={content} onClose={() => setPlaying(false)} />}
      <Confirm
        opened={asked === 'withdraw'}
        title={t('withdraw.title')}
        text={t('withdraw.text')}
        action={t('withdraw.button')}
        onConfirm={() => withdrawing.mutate()}
        onClose={() => setAsked(null)}
      />
      <Confirm
        opened={asked === 'delete'}
        title={t('delete.title')}
        text={t('delete.text')}
        action={t('delete.button')}
        onConfirm={() => deleting.mutate()}
        onClose={() => setAsked(null)}
      />
    </Page>
  );
}

function States({ own, unsaved }: { own: Own; unsaved: boolean }) {
  const { t } = useTranslation('authoring');
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <Group gap="xs">
      {own.version === null ? (
        <Badge color="gray">{t('state.draft')}</Badge>
      ) : (
        <Badge color="teal">{t('state.published', { version: own.version })}</Badge>
      )}
      {own.version !== null && own.ahead && <Badge color="orange">{t('state.ahead')}</Badge>}
      <Text size="sm" c="dimmed" role="status">
        {unsaved
          ? t('state.unsaved')
          : t('state.saved', { by: own.saved_by, at: format.dateTime(own.saved_at, zone) })}
      </Text>
    </Group>
  );
}
