import { Center, Loader, Paper, type PaperProps, Text, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './Page.module.css';

interface PageProps {
  title: string;
  text?: ReactNode;
  /** Where one comes from, shown above the title. */
  back?: { to: string; label: string };
  /** What can be done on the whole page, at the right of the title. */
  actions?: ReactNode;
  /** For reading and forms. */
  narrow?: boolean;
  children: ReactNode;
}

/** A page of staff or partners: title, what it is for, actions, content. */
export function Page({ title, text, back, actions, narrow, children }: PageProps) {
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      <div className={classes.head}>
        <div className={classes.titles}>
          {back && (
            <Link to={back.to} className={classes.back}>
              <IconArrowLeft size={16} aria-hidden="true" />
              {back.label}
            </Link>
          )}
          <Title order={1} size="h2">
            {title}
          </Title>
          {text && (
            <Text component="div" c="dimmed">
              {text}
            </Text>
          )}
        </div>
        {actions}
      </div>
      {children}
    </div>
  );
}

interface PanelProps extends PaperProps {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page. */
export function Panel({ title, aside, children, ...paper }: PanelProps) {
  const id = useId();
  return (
    <Paper component="section" aria-labelledby={id} p="lg" miw={0} {...paper}>
      <div className={classes.panelHead}>
        <Title order={2} size="h4" id={id}>
          {title}
        </Title>
        {aside}
      </div>
      {children}
    </Paper>
  );
}

export function Loading() {
  const { t } = useTranslation();
  return (
    <Center h="50vh">
      <Loader aria-label={t('loading')} size="lg" />
    </Center>
  );
}
