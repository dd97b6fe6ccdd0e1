/** A patch for the fake tree, as a mail. */
export const FIX = `From 1 Mon Sep 17 00:00:00 2001
From: A <a@example.org>
Subject: [PATCH v2 1/2] landlock: Change the
 second line
Date: Thu, 1 Jan 1970 00:00:00 +0000

---
diff --git a/security/landlock/fs.c b/security/landlock/fs.c
--- a/security/landlock/fs.c
+++ b/security/landlock/fs.c
@@ -1,3 +1,3 @@
 fs 1
-fs 2
+fs two
 fs 3
`;

/** Another one, on top of it. */
export const AGAIN = FIX.replace('1/2', '2/2').replace('-fs 2', '-fs two').replace('+fs two', '+fs deux');
