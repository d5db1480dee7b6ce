import 'dayjs/locale/es';
