import { Text, Title } from '@mantine/core';
import {
  IconCalendarEvent,
  IconEar,
  IconHeadset,
  IconMail,
  IconMoodSmile,
  IconPhoneRinging,
  IconPhoto,
  type IconProps,
  IconShieldLock,
} from '@tabler/icons-react';
import { type ComponentType, Fragment, useMemo } from 'react';
import classes from './Learning.module.css';
import { type BlockNode, type Inline, parse } from './markdown';

/** The pictures a module may show; a name that is not here shows a plain frame. */
const pictures: Record<string, ComponentType<IconProps>> = {
  headset: IconHeadset,
  phone: IconPhoneRinging,
  ear: IconEar,
  shield: IconShieldLock,
  calendar: IconCalendarEvent,
  calm: IconMoodSmile,
  letter: IconMail,
};

export const pictureNames = Object.keys(pictures);

/** A text of a module, drawn from its tree: nothing of it is ever taken for HTML. */
export function Markdown({ source }: { source: string }) {
  const nodes = useMemo(() => parse(source), [source]);
  return (
    <div className={classes.markdown}>
      {nodes.map((node, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text is drawn anew as a whole
        <Node key={at} node={node} />
      ))}
    </div>
  );
}

function Node({ node }: { node: BlockNode }) {
  if (node.kind === 'picture') {
    const Picture = pictures[node.name] ?? IconPhoto;
    return (
      <span className={classes.picture} role="img" aria-label={node.alt}>
        <Picture size={72} stroke={1.25} />
      </span>
    );
  }
  if (node.kind === 'list') {
    const List = node.ordered ? 'ol' : 'ul';
    return (
      <List>
        {node.items.map((item, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the text is drawn anew as a whole
          <li key={at}>
            <Said words={item} />
          </li>
        ))}
      </List>
    );
  }
  if (node.kind === 'heading')
    return (
      <Title order={3} size="h5">
        <Said words={node.words} />
      </Title>
    );
  if (node.kind === 'quote')
    return (
      <blockquote>
        <Said words={node.words} />
      </blockquote>
    );
  return (
    <Text size="lg">
      <Said words={node.words} />
    </Text>
  );
}

function Said({ words }: { words: Inline[] }) {
  return words.map(({ kind, text }, at) => {
    const key = `${at} ${text}`;
    if (kind === 'strong') return <strong key={key}>{text}</strong>;
    if (kind === 'em') return <em key={key}>{text}</em>;
    return <Fragment key={key}>{text}</Fragment>;
  });
}
