#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""GTK, libadwaita and GLib names that are deprecated above our floor or missing on it. What has no
common form lives in src/ui/common/clv-compat.c, the only file that may use them."""

import re

import lint

COMPAT = re.compile(r'^src/ui/common/clv-compat\.[ch]$')

# Camel-case class names: banned in C by their function prefix and in .ui by name.
CLASSES = """
GtkTreeView GtkListStore GtkTreeStore GtkTreeModel GtkTreeModelSort GtkTreeModelFilter
GtkCellRenderer GtkIconView GtkComboBox GtkComboBoxText GtkEntryCompletion GtkDialog
GtkMessageDialog GtkAssistant GtkFileChooserDialog GtkFileChooserNative GtkFileChooserWidget
GtkColorButton GtkColorChooser GtkColorChooserDialog GtkFontButton GtkFontChooser
GtkAppChooserButton GtkAppChooserDialog GtkInfoBar GtkStatusbar GtkVolumeButton GtkLockButton
GtkFileDialog GtkAlertDialog GtkColorDialog GtkFontDialog GtkUriLauncher GtkFileLauncher
AdwLeaflet AdwFlap AdwSqueezer AdwViewSwitcherTitle AdwMessageDialog AdwAboutWindow
AdwPreferencesWindow AdwToolbarView AdwBanner AdwSwitchRow AdwSpinRow AdwSpinner AdwDialog
AdwAlertDialog AdwAboutDialog AdwPreferencesDialog AdwBreakpoint AdwBreakpointBin
AdwNavigationView AdwNavigationSplitView AdwOverlaySplitView AdwMultiLayoutView AdwToggleGroup
AdwWrapBox AdwButtonRow AdwBottomSheet AdwShortcutsDialog
""".split()

FUNCTIONS = """
gtk_widget_get_style_context gtk_style_context_add_class gtk_style_context_remove_class
gtk_style_context_lookup_color gtk_style_context_add_provider gtk_style_context_get_\\w+
gtk_render_\\w+ gtk_css_provider_load_from_data gtk_widget_show gtk_widget_hide
gtk_widget_get_allocated_\\w+ gtk_widget_get_allocation gtk_widget_translate_coordinates
gtk_show_uri\\w* gtk_image_new_from_pixbuf gtk_image_set_from_pixbuf gtk_picture_new_for_pixbuf
gtk_picture_set_pixbuf gdk_pixbuf_get_from_\\w+ gdk_texture_new_for_pixbuf
gdk_surface_create_cairo_context gtk_widget_set_font_\\w+ gtk_application_window_set_help_overlay
gtk_shortcuts_\\w+_add_\\w+ gtk_picture_set_keep_aspect_ratio gtk_drop_target_get_drop
gtk_gesture_set_sequence_state gtk_calendar_select_day gtk_file_filter_add_pixbuf_formats
gtk_icon_paintable_\\w+ gtk_file_chooser_\\w+ adw_action_row_set_icon_name
adw_expander_row_set_icon_name adw_expander_row_add_action adw_expander_row_add_suffix
gtk_accessible_announce gtk_widget_get_color gtk_label_set_markup g_set_str
g_string_free_and_steal g_ptr_array_new_take g_clear_fd g_task_set_static_name g_sort_array
g_application_set_version GTK_CHECK_VERSION ADW_CHECK_VERSION
""".split()


def get_prefix(name):
    """GtkTreeView → gtk_tree_view_"""
    return re.sub(r'(?<!^)([A-Z])', r'_\1', name).lower() + '_'


IN_C = re.compile(r'\b(' + '|'.join(
    [get_prefix(name) + r'(?:new|get|set|add|append|present|show|run|connect)\w*'
     for name in CLASSES] + [name + r'\b' for name in CLASSES]
    + [name + r'\b' for name in FUNCTIONS]) + ')')
IN_UI = re.compile(r'(?:class|parent)="(' + '|'.join(CLASSES) + ')"')
IN_CSS = re.compile(r'(var\(--)')


def main():
    arguments = lint.parse_arguments(__doc__)
    report = lint.Report()
    names = [name for name in
             lint.list_files(arguments.root, r'^(src|data)/.*\.([ch]|ui|css)$', arguments.files)
             if not COMPAT.match(name)]
    for name in names:
        text = lint.read(arguments.root, name)
        pattern = IN_CSS if name.endswith('.css') else IN_UI if name.endswith('.ui') else IN_C
        if pattern is IN_C:
            text = lint.strip_comments(text)
        for number, line in enumerate(text.split('\n'), 1):
            for match in pattern.finditer(line):
                report.add(name, number, f'{match.group(1)} is not for GTK 4.8 to 4.20')
    report.finish(len(names), 'files')


main()
