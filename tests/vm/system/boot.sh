#!/bin/sh
# From the first file system to the disk, with what this run adds to it.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev

for module in virtio_pci virtio_blk virtio_console crc32c_generic ext4; do modprobe $module; done
until mount -t ext4 /dev/vda /disk 2>/dev/null; do sleep 0.1; done
mkdir -p /disk/lib/modules
mount -t tmpfs tmpfs /disk/lib/modules
cp -a /lib/modules/. /disk/lib/modules/
cp -a /added/. /disk/
# The kernel's package is not installed there, so nobody has made the lists that kmod and udev read.
chroot /disk /sbin/depmod

mount -o move /dev /disk/dev
umount /sys /proc
exec switch_root /disk /sbin/init
