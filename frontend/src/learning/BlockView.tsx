import { Alert, Badge, Button, Text, Title } from '@mantine/core';
import { IconCopy, IconEyeOff, IconPencil } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, read } from '../api/client';
import { Confirm } from '../shared/ui/Confirm';
import { ErrorState } from '../shared/ui/ErrorState';
import { toastDone, useErrorToast } from '../shared/ui/errors';
import { Loading, Page, Panel } from '../shared/ui/Page';
import { ExerciseSummary } from './ExerciseSummary';
import { useKeepBlock } from './keep';
import classes from './Learning.module.css';
import { Markdown } from './Markdown';
import { type BlockContent, type BlockDetail, blockQuery, blockVersionQuery } from './queries';
import { Versions } from './Versions';

const route = getRouteApi('/shell/trainer/blocks/$code');

/** A block as it is laid before apprentices, with the answers; its versions; withdrawn or copied from here. */
export function BlockView() {
  const { code } = route.useParams();
  const { data, error, refetch } = useQuery(blockQuery(code));
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Content detail={data} />;
}

function Content({ detail }: { detail: BlockDetail }) {
  const { t } = useTranslation('learning');
  const keep = useKeepBlock();
  const navigate = useNavigate();
  const toast = useErrorToast();
  const [older, setOlder] = useState<string | null>(null);
  const [leaving, setLeaving] = useState(false);
  const old = useQuery({ ...blockVersionQuery(older ?? ''), enabled: older !== null });
  const content: BlockContent = (older !== null && old.data) || detail.content;
  const { code } = detail.content;
  const withdraw = useMutation({
    mutationFn: () =>
      read(
        api.POST('/api/assessment-blocks/{code}/withdraw', {
          params: { path: { code } },
          body: { base: detail.version },
        }),
      ),
    onSuccess: (changed) => {
      keep(changed);
      toastDone(t('blocks.withdrawn_done'));
    },
    onError: toast,
  });
  return (
    <Page
      title={content.title}
      text={content.about}
      back={{ to: '/trainer/library', label: t('library.back') }}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconCopy size={18} />}
            onClick={() => void navigate({ to: '/trainer/new-block', search: { from: code } })}
          >
            {t('blocks.copy')}
          </Button>
          {!detail.withdrawn && (
            <Button
              variant="default"
              leftSection={<IconEyeOff size={18} />}
              loading={withdraw.isPending}
              onClick={() => setLeaving(true)}
            >
              {t('blocks.withdraw')}
            </Button>
          )}
          <Button
            component={Link}
            to={`/trainer/blocks/${code}/edit`}
            leftSection={<IconPencil size={18} />}
          >
            {t('library.edit')}
          </Button>
        </>
      }
    >
      {detail.withdrawn && (
        <Alert color="gray" title={t('blocks.withdrawn')}>
          {t('blocks.withdrawn_text')}
        </Alert>
      )}
      <div className={classes.columns}>
        <div className={classes.main}>
          <Panel
            title={t(`block.${content.kind}`)}
            aside={
              <Badge color="gray">{t('module.about_minutes', { count: content.minutes })}</Badge>
            }
          >
            <div lang="fr">
              {content.text && <Markdown source={content.text} />}
              {content.card && (
                <Alert color="cobalt" title={t('assessment.card')} my="md">
                  <Markdown source={content.card} />
                </Alert>
              )}
              <ul className={classes.steps}>
                {(content.exercises ?? []).map((exercise) => (
                  <ExerciseSummary key={exercise.id} exercise={exercise} />
                ))}
              </ul>
              <Lines title={t('blocks.statements')} found={content.statements ?? []} />
              <Lines title={t('blocks.criteria')} found={content.criteria ?? []} />
            </div>
          </Panel>
        </div>
        <div className={classes.side}>
          <Versions
            versions={detail.versions.map((each) => ({
              ...each,
              note: each.withdrawn ? t('blocks.withdrawn') : '',
              empty: each.withdrawn,
            }))}
            current={detail.version}
            none={t('blocks.only_shipped')}
            shown={older}
            onShow={setOlder}
          />
        </div>
      </div>
      <Confirm
        opened={leaving}
        title={t('blocks.withdraw')}
        text={t('blocks.withdraw_text')}
        action={t('blocks.withdraw')}
        onConfirm={() => withdraw.mutate()}
        onClose={() => setLeaving(false)}
      />
    </Page>
  );
}

interface LinesProps {
  title: string;
  found: readonly { id: string; competence?: string | null; text?: string; title?: string }[];
}

function Lines({ title, found }: LinesProps) {
  if (found.length === 0) return null;
  return (
    <>
      <Title order={3} size="h5" mt="md" mb="xs">
        {title}
      </Title>
      <ul className={classes.steps}>
        {found.map((each) => (
          <li key={each.id}>
            <Text>
              {each.text ?? each.title}{' '}
              <Text span size="sm" c="dimmed">
                {each.competence?.toUpperCase()}
              </Text>
            </Text>
          </li>
        ))}
      </ul>
    </>
  );
}
