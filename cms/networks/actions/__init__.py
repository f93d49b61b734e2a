from cms.networks.actions.network import Founding, change_network, found_network
from cms.networks.actions.role import grant_role, move_roles, withdraw_role

__all__ = ["Founding", "change_network", "found_network", "grant_role", "move_roles", "withdraw_role"]
