# A profile for a script that reads /etc/hostname, and nothing else of /etc. The script
# cannot start cat(1); when that is mended, cat cannot read /etc/hostname.
abi <abi/3.0>,
include <tunables/global>

profile @NAME@ {
  /{usr/,}bin/** rm,
  /{usr/,}lib{,32,64}/** rm,
  /dev/null rw,
  deny /etc/** r,
  /etc/hostname r,
}
