console.info('OpenWith')
