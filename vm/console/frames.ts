/**
 * Frames that say how a report came to be printed, not where the fault is. They stand at the top of the trace of every report of their kind,
 * so that a title made from them would make all faults look alike.
 */
const machinery =
  /^(?:dump_stack|__dump_stack|show_stack|show_regs|dump_backtrace|print_report|print_address|print_|kasan_|__kasan_|__asan_|kcsan_|__tsan_|kmsan_|__msan_|ubsan_|__ubsan_|kfence_|lockdep_|__lock_acquire|lock_acquire|lock_release|__lock_release|check_|validate_chain|mark_lock|mark_held|mark_usage|register_lock_class|assign_lock_key|panic|vpanic|__warn|warn_slowpath|report_bug|handle_bug|__report_bug|exc_|asm_|sysvec_|__sysvec_|do_trap|do_error_trap|die|__die|page_fault_oops|no_context|__might_|__schedule|schedule|io_schedule|rwsem_|__down_|down_|up_|__up_|mutex_|__mutex_|__rt_mutex|rt_mutex|wait_for_|__wait_for_|do_wait_for|percpu_rwsem_|__percpu_down|preempt_schedule|_raw_|__raw_|raw_spin|do_raw_|spin_|nmi_|default_do_nmi|end_repeat_nmi|rcu_|synchronize_rcu|__rcu|trigger_|arch_trigger|sched_show_task|object_err|slab_|check_slab|check_object|bad_page|free_|__free_|kfree|kmem_cache_free|slub_|get_freelist|___slab|__slab|set_freepointer|alloc_|__alloc|__kmalloc|kmalloc|list_add|list_del|__list_add|__list_del|refcount_|memcpy|memset|memmove|__memcpy|__memset|__memmove|usercopy_|__check_object_size|__check_heap_object|check_heap_object|fortify_panic|__fortify|debug_|__debug_|irq_|__irq_|update_process_times|tick_|__hrtimer|hrtimer_|timerqueue|watchdog_|__sysrq|msleep|usleep|delay_|__const_udelay|warn_alloc|__x86_|ret_from|rest_init|0x[0-9a-f])/;

/** A kernel function of a trace: ` [<ffffffff>] ? name+0x12/0x34 [module]`. Guesses (`?`) are leftovers on the stack. */
const frame = /^ {1,3}(?:\[<[0-9a-f]{1,16}>\] )?([A-Za-z_][\w.]{0,120})\+0x[0-9a-f]{1,8}\/0x/;

/** Where the processor was: `RIP: 0010:name+0x12/0x34` (x86, kernel segment only), `pc : name+0x12/0x34` (arm64). */
const register = /^(?:RIP: 0010:|pc : |epc : |EIP: )([A-Za-z_][\w.]{0,120})\+0x/;

/** The kernel's function that a line of a report names: where the processor stood, or a frame of the trace. */
export function functionOf(body: string): string | undefined {
  return plain((register.exec(body) ?? frame.exec(body))?.[1]);
}

/** Whether a function only carries reports. */
export function isMachinery(name: string): boolean {
  return machinery.test(name);
}

/** A function's name without what the compiler made of it, which changes from build to build. */
export function plain(name: string): string;
export function plain(name: string | undefined): string | undefined;
export function plain(name: string | undefined): string | undefined {
  return name?.replace(/\.(?:isra|constprop|part|cold|llvm|lto_priv)\b.*$/, '');
}
