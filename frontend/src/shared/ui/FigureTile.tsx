import { ActionIcon, Paper, Text, Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import classes from './FigureTile.module.css';

interface FigureTileProps {
  name: string;
  value: string;
  detail: string;
  formula: string;
  /** What the button says to who cannot see the formula appear. */
  how: string;
}

/** One number of a `<dl>`; it tells its formula when pointed at, touched or focused. */
export function FigureTile({ name, value, detail, formula, how }: FigureTileProps) {
  return (
    <Tooltip
      label={formula}
      multiline
      maw={300}
      withArrow
      events={{ hover: true, focus: true, touch: true }}
    >
      <Paper className={classes.tile} p="md">
        <dt className={classes.name}>
          {name}
          <ActionIcon variant="subtle" color="gray" size="sm" aria-label={how}>
            <IconInfoCircle size={17} />
          </ActionIcon>
        </dt>
        <dd className={classes.value}>{value}</dd>
        <Text component="dd" m={0} size="sm" c="dimmed">
          {detail}
        </Text>
      </Paper>
    </Tooltip>
  );
}
