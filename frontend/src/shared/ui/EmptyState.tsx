import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { EmptyDrawing } from './drawings';

export interface EmptyStateProps {
  title: string;
  text?: ReactNode;
  drawing?: ReactNode;
  /** The next thing to do: a button or a link. */
  action?: ReactNode;
  /** Heading level on the page; 2 unless it is the page's own title. */
  order?: 1 | 2 | 3;
}

/** A page or a panel with nothing to show: what it means and what to do next. */
export function EmptyState({ title, text, drawing, action, order = 2 }: EmptyStateProps) {
  return (
    <Stack align="center" gap="md" py="xl" px="md" ta="center">
      {drawing ?? <EmptyDrawing />}
      <Title order={order} size="h3">
        {title}
      </Title>
      {text !== undefined && (
        <Text c="dimmed" maw={520} size="md">
          {text}
        </Text>
      )}
      {action}
    </Stack>
  );
}
