import { Group, Text } from '@mantine/core';

export function Logo({ size = 30 }: { size?: number }) {
  return (
    <Group gap={10} wrap="nowrap">
      <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="#2b3fae" />
        <path
          d="M8 17a8 8 0 0 1 16 0"
          fill="none"
          stroke="#fff"
          strokeWidth="2.6"
          strokeLinecap="round"
        />
        <rect x="6" y="16" width="5" height="8" rx="2.5" fill="#fff" />
        <rect x="21" y="16" width="5" height="8" rx="2.5" fill="#fff" />
      </svg>
      <Text fw={700} size={size > 34 ? 'xl' : 'md'} c="black" lh={1}>
        callcenter
      </Text>
    </Group>
  );
}
