"""Money of bank statements finds its deals: what is certain and single is applied, all else is proposed to a person."""
