import { NumberInput, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import type { components } from '../api/schema';
import { Dialog } from '../shared/ui/Dialog';
import { toastDone } from '../shared/ui/errors';
import { type ReferentialContent, referentialsQuery } from './queries';

interface EditReferentialProps {
  referential: components['schemas']['ReferentialDetail'];
  onClose: () => void;
}

/** Title, criteria and exam times; another version's name makes a new version beside this one. */
export function EditReferential({ referential, onClose }: EditReferentialProps) {
  const { t } = useTranslation('trainer');
  const client = useQueryClient();
  const [content, setContent] = useState<ReferentialContent>(referential.content);
  const save = useMutation({
    mutationFn: () =>
      api.PUT('/api/referentials/{referential_id}', {
        params: { path: { referential_id: referential.id } },
        body: trimmed(content),
      }),
    onSuccess: async () => {
      await client.invalidateQueries(referentialsQuery);
      toastDone(t('referentials.saved'));
      onClose();
    },
  });
  const setCriteria = (block: number, at: number, written: string) =>
    setContent({
      ...content,
      blocks: content.blocks.map((each, place) =>
        place === block
          ? {
              ...each,
              competences: each.competences.map((one, index) =>
                index === at ? { ...one, criteria: written.split('\n') } : one,
              ),
            }
          : each,
      ),
    });
  return (
    <Dialog
      title={t('referentials.edit')}
      submit={t('referentials.save')}
      ready={content.title.trim() !== '' && content.version.trim() !== ''}
      pending={save.isPending}
      error={save.error}
      onClose={onClose}
      onSubmit={() => save.mutate()}
    >
      {referential.frozen && <Text size="sm">{t('referentials.frozen_text')}</Text>}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t('referentials.name')}
          value={content.title}
          maxLength={200}
          onChange={(event) => setContent({ ...content, title: event.currentTarget.value })}
        />
        <TextInput
          label={t('referentials.version')}
          value={content.version}
          maxLength={20}
          onChange={(event) => setContent({ ...content, version: event.currentTarget.value })}
        />
      </SimpleGrid>
      {content.blocks.map((block, place) =>
        block.competences.map((each, at) => (
          <Textarea
            key={each.code}
            label={`${each.code.toUpperCase()} ${each.title}`}
            description={t('referentials.criteria')}
            autosize
            minRows={2}
            value={each.criteria?.join('\n') ?? ''}
            onChange={(event) => setCriteria(place, at, event.currentTarget.value)}
          />
        )),
      )}
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        {content.modalities?.map((modality, at) => (
          <NumberInput
            key={modality.code}
            label={t('referentials.minutes', { title: modality.title })}
            min={1}
            max={600}
            value={modality.minutes ?? ''}
            onChange={(value) =>
              setContent({
                ...content,
                modalities: content.modalities?.map((one, index) =>
                  index === at
                    ? { ...one, minutes: typeof value === 'number' ? value : null }
                    : one,
                ),
              })
            }
          />
        ))}
      </SimpleGrid>
    </Dialog>
  );
}

/** Without the empty lines that typing leaves. */
function trimmed(content: ReferentialContent): ReferentialContent {
  return {
    ...content,
    blocks: content.blocks.map((block) => ({
      ...block,
      competences: block.competences.map((each) => ({
        ...each,
        criteria: each.criteria?.map((line) => line.trim()).filter(Boolean) ?? [],
      })),
    })),
  };
}
