import { Badge, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMe } from '../api/session';
import { useFormat } from '../shared/format';
import classes from './Papers.module.css';
import type { PaperLine } from './queries';

/** Whether a paper still waits for a signature in that place. */
export function waitsFor(paper: PaperLine, place: 'learner' | 'staff'): boolean {
  return paper.asks.includes(place) && !paper.signatures.some((each) => each.place === place);
}

interface PaperListProps {
  papers: PaperLine[];
  base: '/agent/papers' | '/trainer/papers';
}

/** Papers, the newest first; each says whose signature it waits for. */
export function PaperList({ papers, base }: PaperListProps) {
  const format = useFormat();
  const zone = useMe().site?.time_zone ?? 'UTC';
  return (
    <ul className={classes.list}>
      {papers.map((paper) => (
        <li key={paper.id}>
          <Link to={`${base}/${paper.id}`} className={classes.line}>
            <span>
              <span className={classes.title}>{paper.title}</span>
              <Text size="sm" c="dimmed" component="span" display="block">
                {format.date(paper.issued_at, zone)}
              </Text>
            </span>
            <PaperState paper={paper} />
            <IconChevronRight size={18} aria-hidden="true" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** Who still has to sign, in words. */
export function PaperState({ paper }: { paper: PaperLine }) {
  const { t } = useTranslation('papers');
  const learner = waitsFor(paper, 'learner');
  const staff = waitsFor(paper, 'staff');
  if (!learner && !staff) return <Badge color="teal">{t('state.signed')}</Badge>;
  return (
    <Badge color="orange">
      {t(learner && staff ? 'state.both' : learner ? 'state.learner' : 'state.staff')}
    </Badge>
  );
}
