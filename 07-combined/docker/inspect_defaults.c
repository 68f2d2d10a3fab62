#include "07-combined/docker/inspect_defaults.h"

/* After a start that was cut short, object is NULL: nothing is completed. */
static void
complete(json_t *object, json_t *defaults)
{
	json_object_update_missing_new(object, defaults);
}

void
inspect_add_defaults(json_t *state)
{
	complete(state, json_pack("{ss, si, ss, ss, sn}", "Platform", "linux",
			    "RestartCount", 0, "MountLabel", "", "ProcessLabel",
			    "", "ExecIDs"));
	complete(json_object_get(state, "State"), json_pack("{sn}", "Health"));
	complete(json_object_get(state, "Config"),
	    json_pack("{sn, sn}", "Healthcheck", "OnBuild"));
	complete(json_object_get(state, "HostConfig"),
	    json_pack("{ss, ss, ss, sn, sn, sn, sn, s[], s[], sb, sI, sn, sb, "
		      "sn, sn}",
		"Cgroup", "", "CgroupParent", "", "VolumeDriver", "",
		"VolumesFrom", "GroupAdd", "Links", "DeviceRequests",
		"DnsOptions", "BlkioWeightDevice", "PublishAllPorts", 0,
		"MemoryReservation", (json_int_t)0, "MemorySwappiness",
		"OomKillDisable", 0, "Annotations", "StorageOpt"));
}
