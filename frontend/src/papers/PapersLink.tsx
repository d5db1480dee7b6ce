import { Badge, Button } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { waitsFor } from './PaperList';
import { ownPapersQuery } from './queries';

/** The way to one's papers; how many wait for a signature stands on it. */
export function PapersLink() {
  const { t } = useTranslation('papers');
  const { data = [] } = useQuery(ownPapersQuery);
  const waiting = data.filter((paper) => waitsFor(paper, 'learner')).length;
  return (
    <Button
      component={Link}
      to="/agent/papers"
      variant="default"
      leftSection={<IconFileText size={20} />}
      rightSection={waiting > 0 && <Badge circle>{waiting}</Badge>}
    >
      {t('mine.title')}
    </Button>
  );
}
