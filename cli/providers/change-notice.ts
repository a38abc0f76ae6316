export const changeNotice = 'All instances pick this up within a minute.';
