import { Alert, Anchor, Text } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { words } from './draft';
import classes from './Editor.module.css';
import type { Content, Fault, Tried } from './queries';

export type Place = Pick<Fault, 'line' | 'choice' | 'criterion' | 'field'>;

interface FindingsProps {
  tried: Tried;
  content: Content;
  onGo: (place: Place) => void;
  onClose: () => void;
}

/** What « play all ways » found: what to mend, each with the way there, and what the ways come to. */
export function Findings({ tried, content, onGo, onClose }: FindingsProps) {
  const { t } = useTranslation('authoring');
  const sound = tried.faults.length === 0;
  return (
    <Alert
      color={sound ? 'teal' : 'orange'}
      role="status"
      icon={sound ? <IconCircleCheck /> : <IconAlertTriangle />}
      title={sound ? t('try.sound') : t('try.faults', { count: tried.faults.length })}
      withCloseButton
      closeButtonLabel={t('try.close')}
      onClose={onClose}
    >
      {!sound && (
        <ul className={classes.faults}>
          {tried.faults.map((fault, at) => (
            <li key={`${String(at)}${fault.kind}`}>
              <Anchor component="button" type="button" fw={600} onClick={() => onGo(fault)}>
                {fault.where}
              </Anchor>{' '}
              <Text span>{fault.text}</Text>
            </li>
          ))}
        </ul>
      )}
      {tried.ways === null ? (
        <Text size="sm">{t('try.not_played')}</Text>
      ) : (
        <>
          <Text size="sm">
            {t('try.ways', { count: tried.ways })}{' '}
            {tried.cut ? t('try.cut') : t('try.scores', { best: tried.best, worst: tried.worst })}
          </Text>
          {!tried.cut && <Ends tried={tried} content={content} />}
        </>
      )}
    </Alert>
  );
}

function Ends({ tried, content }: { tried: Tried; content: Content }) {
  const { t } = useTranslation('authoring');
  const said = (name: string) =>
    words(content.nodes.find((line) => line.name === name)?.says[0] ?? '', 44);
  return (
    <details className={classes.ends}>
      <summary>{t('try.ends')}</summary>
      <ul>
        {tried.ends.map(({ line, ways, right }) => (
          <li key={line}>
            « {said(line)} » : {t('try.end', { count: ways })}
            {right < ways && `, ${t('try.end_wrong', { count: ways - right })}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
